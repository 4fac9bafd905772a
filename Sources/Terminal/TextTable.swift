package import Experiment

/// Rows of cells below their titles, two blanks between columns. Their text may be from anyone's records: it is shown in
/// one line, and drives no terminal.
package struct TextTable: Sendable {
    private static let gap = "  "

    /// Columns that names keep before others are left out.
    private static let leastNameWidth = 16

    /// The titles, then a line for each row.
    package let lines: [String]
    /// Where names have room for little more than their numbers, the number and the whole name of each row.
    package let key: [String]
    /// Of the columns that had room.
    package let shownTitles: [String]

    /// - Parameters:
    ///   - columns: of as many cells each. Where they are wider than `width`, the names among them give way first, as the
    ///     labels of runs do, and then the spare columns; without names, none does.
    ///   - width: columns of the terminal.
    package init(_ columns: [TableColumn], width: Int = .max) {
        var columns = columns.map(\.shown)
        var widths = columns.map(\.width)
        // Of the columns that have room.
        var places = Array(columns.indices)
        var key: [String] = []
        var excess: Int { places.reduce(Self.gap.count * (places.count - 1)) { $0 + widths[$1] } - width }
        for (place, column) in columns.enumerated() {
            guard case .name(let short) = column.content else { continue }
            let least = min(widths[place], Self.leastNameWidth)
            for other in Self.spare(columns) where excess > widths[place] - least { places.removeAll { $0 == other } }
            if excess > 0 {
                let whole = column.cells
                // It is as wide as its title in any case, and as the largest number, without which the key says nothing.
                let needed = max(column.title.displayWidth, String(whole.count).count)
                let room = max(needed, widths[place] - excess)
                if RunLabels.told(whole, short: short, to: room) == nil {
                    key = whole.enumerated().map { "\($0 + 1)  \($1)" }
                }
                columns[place].cells = RunLabels.fitted(whole, short: short, to: room)
                widths[place] = columns[place].width
            }
        }
        self.key = key
        shownTitles = places.map { columns[$0].title }
        let texts = places.map { place in
            let column = columns[place]
            return ([column.title] + column.cells).map { text in
                column.content == .number
                    ? text.rightAligned(in: widths[place]) : text.fitted(to: widths[place])
            }
        }
        lines = (texts.first ?? []).indices.map { line in
            texts.map { $0[line] }.joined(separator: Self.gap).withoutTrailingBlanks
        }
    }

    package var text: String { lines.joined(separator: "\n") }

    /// Columns of the terminal that it takes.
    package var width: Int { lines.reduce(0) { max($0, $1.displayWidth) } }

    /// Places of the columns that may be left out, the first one first.
    private static func spare(_ columns: [TableColumn]) -> [Int] {
        columns.enumerated().compactMap { place, column in column.spare.map { (place: place, spare: $0) } }
            .sorted { $0.spare > $1.spare }.map(\.place)
    }
}

extension TableColumn {
    /// As a terminal may show it.
    fileprivate var shown: Self {
        var shown = self
        shown.title = DisplayText.line(title)
        shown.cells = cells.map(DisplayText.line)
        if case .name(let short) = content { shown.content = .name(short: short.map(DisplayText.line)) }
        return shown
    }

    /// Columns of a terminal that it takes.
    fileprivate var width: Int { cells.reduce(title.displayWidth) { max($0, $1.displayWidth) } }
}
