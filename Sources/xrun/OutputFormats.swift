import ArgumentParser

/// How a command prints what belongs into a table.
enum TableFormat: String, ExpressibleByArgument, CaseIterable { case table, json }

/// How a command prints lines for people.
enum TextFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
