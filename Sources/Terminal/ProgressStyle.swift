/// How progress is shown.
package enum ProgressStyle: Hashable, Sendable {
    /// A line for each active item and one for the whole, redrawn in place.
    case live(color: Bool)
    /// Lines that stay: each start, validation and end. For log files and pipes.
    case plain(color: Bool)
    /// Lines that a program reads; whoever makes the view says how they are written.
    case log
    /// Failures only.
    case quiet(color: Bool)

    /// The style for an output.
    package static func choose(
        isTerminal: Bool, environment: [String: String], quiet: Bool, noColor: Bool
    ) -> ProgressStyle {
        let color = hasColor(isTerminal: isTerminal, environment: environment, noColor: noColor)
        if quiet { return .quiet(color: color) }
        return movesCursor(isTerminal, environment) ? .live(color: color) : .plain(color: color)
    }

    /// Whether an output is coloured: a terminal's, where neither `NO_COLOR` that is not empty (no-color.org) nor
    /// `--no-color` forbids it.
    package static func hasColor(isTerminal: Bool, environment: [String: String], noColor: Bool) -> Bool {
        movesCursor(isTerminal, environment) && !noColor && environment["NO_COLOR", default: ""].isEmpty
    }

    /// `TERM=dumb` understands no escape codes.
    private static func movesCursor(_ isTerminal: Bool, _ environment: [String: String]) -> Bool {
        isTerminal && environment["TERM"] != "dumb"
    }
}
