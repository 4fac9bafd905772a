import Reporting
import Terminal

extension Comparison {
    /// The table and the answer below it, as broad as the terminal.
    /// - Parameter limit: rows that are shown at most.
    func text(limit: Int) -> String {
        let width = TerminalOutput.standardOutput.lineWidth
        let table = shortTable(limit: limit)
        let hidden = table.hidden > 0 ? "\n… and \(table.hidden) more in the summary" : ""
        return "\(table.text(width: width))\(hidden)\n\n\(answer(.plain).wrapped(to: width))"
    }
}
