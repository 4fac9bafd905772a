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
    /// - Parameter environment: `TERM=dumb` cannot move its cursor; `NO_COLOR` that is not empty (no-color.org) and
    ///   `--no-color` forbid colours, which only a terminal gets.
    package static func choose(
        isTerminal: Bool, environment: [String: String], quiet: Bool, noColor: Bool
    ) -> ProgressStyle {
        let movesCursor = isTerminal && environment["TERM"] != "dumb"
        let color = movesCursor && !noColor && (environment["NO_COLOR"] ?? "").isEmpty
        if quiet { return .quiet(color: color) }
        return movesCursor ? .live(color: color) : .plain(color: color)
    }
}
