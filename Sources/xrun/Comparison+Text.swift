import Reporting
import Terminal

extension Comparison {
    /// The table, what the reader has to know of it, and the answer below, as broad as the terminal and in its signs.
    /// - Parameter limit: rows that are shown at most.
    func text(limit: Int) -> String {
        let output = TerminalOutput.standardOutput
        let width = output.lineWidth
        let table = shortTable(limit: limit)
        let hidden = table.hidden > 0 ? "\n… and \(table.hidden) more in the summary" : ""
        let remark = table.remark.map { "\n" + $0.wrapped(to: width) } ?? ""
        return output.drawn("\(table.text(width: width))\(hidden)\(remark)\n\n\(answer(.plain).wrapped(to: width))")
    }
}
