import Experiment

/// Text for Markdown (CommonMark with GitHub's tables).
enum Markdown {
    /// Words of unknown origin, so that they are shown as they are.
    static func text(_ text: String) -> String {
        let characters = Array(line(text))
        var escaped = ""
        for (index, character) in characters.enumerated() {
            if "\\`*{}[]<>#|~$&".contains(character) || character == "_" && !isInsideWord(index, of: characters) {
                escaped.append("\\")
            }
            escaped.append(character)
        }
        return escaped
    }

    /// One line without anything that moves a terminal's cursor or colours it.
    static func line(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let visible = line.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(visible))
    }

    /// Between letters or digits an underscore is one.
    private static func isInsideWord(_ index: Int, of characters: [Character]) -> Bool {
        guard index > 0, index + 1 < characters.count else { return false }
        return [characters[index - 1], characters[index + 1]].allSatisfy { $0.isLetter || $0.isNumber }
    }

    /// A name or value as code.
    static func code(_ text: String) -> String {
        // GitHub splits a table's row before it looks for code: only there a backslash works inside of it.
        let safe = line(text).replacing("|", with: "\\|")
        guard safe.contains("`") else { return "`\(safe)`" }
        return "`` \(safe) ``"
    }
}

/// A table whose columns also line up as plain text.
struct MarkdownTable {
    struct Column {
        enum Alignment { case left, right }

        var title: String
        var alignment: Alignment

        init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    var columns: [Column]
    /// As wide as `columns`.
    var rows: [[String]] = []

    init(columns: [Column]) { self.columns = columns }

    /// Lines, each with a line feed.
    var text: String {
        let widths = columns.indices.map { index in
            max(3, columns[index].title.displayWidth, rows.map { $0[index].displayWidth }.max() ?? 0)
        }
        func line(_ cells: [String]) -> String {
            let padded = columns.indices.map { index in
                let space = String(repeating: " ", count: widths[index] - cells[index].displayWidth)
                return columns[index].alignment == .left ? cells[index] + space : space + cells[index]
            }
            return "| " + padded.joined(separator: " | ") + " |\n"
        }
        let rule = columns.indices.map { index in
            String(repeating: "-", count: widths[index] - 1) + (columns[index].alignment == .left ? "-" : ":")
        }
        return line(columns.map(\.title)) + line(rule) + rows.map(line).joined()
    }
}
