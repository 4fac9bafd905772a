import Experiment
import Reporting

extension ShortTable {
    var titles: [String] { columns.map(\.title) }

    var rows: [[String]] {
        (columns.first?.cells ?? []).indices.map { row in columns.map { $0.cells[row] } }
    }
}
