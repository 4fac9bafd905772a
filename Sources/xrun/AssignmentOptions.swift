import ArgumentParser

/// What is set over everything that a file says.
struct AssignmentOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set a key on every run, dotted for nested ones. Repeatable.", valueName: "key=value"))
    var settings: [String] = []
}
