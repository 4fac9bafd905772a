import Reporting
import Terminal

extension ShortTable {
    /// The table in at most `width` columns of a terminal, and what its mark means.
    func text(width: Int) -> String {
        let table = TextTable.text(titles, rows, numbers: numbers, names: names, optional: optional, width: width)
        return legend.map { "\(table)\n\($0)" } ?? table
    }
}
