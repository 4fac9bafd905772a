import Reporting
import Terminal

extension ShortTable {
    /// The table in at most `width` columns of a terminal.
    func table(width: Int) -> TextTable {
        TextTable(
            titles, rows, numbers: numbers, names: names.map { (column: $0, short: shortNames) }, optional: optional,
            width: width)
    }

    /// The same as text, with what its mark means.
    func text(width: Int) -> String {
        let table = table(width: width).text
        return legend.map { "\(table)\n\($0)" } ?? table
    }
}
