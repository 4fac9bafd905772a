import Reporting
import Terminal

extension ShortTable {
    /// The table in at most `width` columns of a terminal, with what its numbers and its mark mean.
    func text(width: Int) -> String {
        let table = TextTable(columns, width: width)
        return (table.lines + table.key + (legend.map { [$0] } ?? [])).joined(separator: "\n")
    }
}
