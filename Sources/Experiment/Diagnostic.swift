/// A place in a text that the user wrote. Lines and columns count from 1, in Unicode scalars.
package struct SourceLocation: Hashable, Sendable {
    /// The file's path as the user gave it, or `settings`.
    package var file: String
    package var line: Int
    package var column: Int
    /// How many columns the caret line underlines; at least 1.
    package var length: Int

    /// Stands where a path would in a place of a setting from the command line.
    package static let settings = "--set"

    package init(file: String, line: Int, column: Int, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
}

/// What is wrong with the user's input, as data. `Spec`'s renderer is the one place that makes
/// the text of it.
package struct Diagnostic: Error, Hashable, Sendable {
    package enum Severity: String, Sendable { case error, warning, note }

    package var severity: Severity
    /// Nil for what has no place in a file (a missing data set, an output folder).
    package var location: SourceLocation?
    /// One sentence without a full stop: what is wrong.
    package var message: String
    /// What was probably meant, where a near name exists: `optimizer`.
    package var suggestion: String?
    /// Further lines: other places that take part, ways out.
    package var notes: [Note]

    package struct Note: Hashable, Sendable {
        package var location: SourceLocation?
        package var message: String

        package init(_ message: String, at location: SourceLocation? = nil) {
            self.location = location
            self.message = message
        }
    }

    package init(
        _ message: String, at location: SourceLocation? = nil, severity: Severity = .error,
        suggestion: String? = nil, notes: [Note] = []
    ) {
        self.severity = severity
        self.location = location
        self.message = message
        self.suggestion = suggestion
        self.notes = notes
    }
}

/// Everything that is wrong, reported at once. Never empty.
package struct Diagnostics: Error, Sendable {
    package var all: [Diagnostic]

    package init(_ all: [Diagnostic]) { self.all = all }
}

/// Where a run's settings were written, by dotted path (`model.layers.3`, `optimizer.sgd`).
package protocol SourceMap: Sendable {
    /// The place of the setting itself, or of the nearest enclosing setting that was written, at last of the settings
    /// as a whole, whose path is empty; nil where they stand in no text.
    func location(of path: String) -> SourceLocation?
    /// Whether the setting itself was written, and not only one that encloses it.
    func isWritten(_ path: String) -> Bool
}
