import Experiment

/// Rows of cells below their titles, two blanks between columns.
package struct TextTable: Sendable {
    private static let gap = "  "

    /// Columns that names keep before others are left out.
    private static let leastNameWidth = 16

    /// The titles, then a line for each row.
    package let lines: [String]
    /// Where names have room for little more than their numbers, the number and the whole name of each row.
    package let key: [String]
    /// Which of the given columns had room.
    package let shownColumns: [Int]

    /// - Parameters:
    ///   - numbers: columns that are aligned on the right.
    ///   - names: the column that gives way first where the table is wider than `width`, as the labels of runs do, with
    ///     the short name of each row.
    ///   - optional: columns that are then left out, the first one first.
    ///   - width: columns of the terminal.
    package init(
        _ titles: [String], _ rows: [[String]], numbers: Set<Int> = [], names: (column: Int, short: [String])? = nil,
        optional: [Int] = [], width: Int = .max
    ) {
        var rows = rows
        var columns = Array(titles.indices)
        var key: [String] = []
        func widest(_ column: Int) -> Int {
            ([titles] + rows).reduce(0) { max($0, $1[column].displayWidth) }
        }
        var widths = titles.indices.map(widest)
        var excess: Int { columns.reduce(Self.gap.count * (columns.count - 1)) { $0 + widths[$1] } - width }
        if let names {
            let column = names.column
            let least = min(widths[column], Self.leastNameWidth)
            for other in optional where excess > widths[column] - least { columns.removeAll { $0 == other } }
            if excess > 0 {
                let (whole, room) = (rows.map { $0[column] }, max(1, widths[column] - excess))
                let labels = RunLabels.fitted(whole, short: names.short, to: room)
                if RunLabels.told(whole, short: names.short, to: room) == nil {
                    key = whole.enumerated().map { "\($0 + 1)  \($1)" }
                }
                for (row, label) in zip(rows.indices, labels) { rows[row][column] = label }
                widths[column] = widest(column)
            }
        }
        self.key = key
        shownColumns = columns
        lines = ([titles] + rows).map { row in
            var line = columns.map { column in
                numbers.contains(column)
                    ? row[column].rightAligned(in: widths[column]) : row[column].fitted(to: widths[column])
            }.joined(separator: Self.gap)
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    package var text: String { lines.joined(separator: "\n") }

    /// Columns of the terminal that it takes.
    package var width: Int { lines.reduce(0) { max($0, $1.displayWidth) } }
}
