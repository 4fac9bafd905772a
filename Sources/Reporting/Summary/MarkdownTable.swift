import Experiment

/// A table whose columns also line up as plain text.
struct MarkdownTable {
    /// Titles and cells are Markdown; all columns have as many.
    private let columns: [TableColumn]

    init(_ columns: [TableColumn]) { self.columns = columns }

    /// Lines, each with a line feed.
    var text: String {
        let texts = columns.map(Self.lines)
        return (texts.first ?? []).indices.map { line in
            "| " + texts.map { $0[line] }.joined(separator: " | ") + " |\n"
        }.joined()
    }

    /// The column's part of every line.
    private static func lines(of column: TableColumn) -> [String] {
        let texts = [column.title] + column.cells
        let width = texts.reduce(3) { max($0, $1.displayWidth) }
        let isNumber = column.content == .number
        var lines = texts.map { text in
            let space = String(repeating: " ", count: width - text.displayWidth)
            return isNumber ? space + text : text + space
        }
        lines.insert(String(repeating: "-", count: width - 1) + (isNumber ? ":" : "-"), at: 1)
        return lines
    }
}
