import Reporting
import Terminal

extension ShortTable {
    /// The table in at most `width` columns of a terminal.
    func table(width: Int) -> TextTable {
        TextTable(
            titles, rows, numbers: numbers, names: names.map { (column: $0, short: shortNames) }, optional: optional,
            width: width)
    }

    /// The same as text, with what its numbers and its mark mean.
    func text(width: Int) -> String {
        let table = table(width: width)
        return (table.lines + table.key + (legend.map { [$0] } ?? [])).joined(separator: "\n")
    }
}
