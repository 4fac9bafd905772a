/// A small terminal: what a person would see after some output. Knows the control sequences that the live view uses and
/// refuses any other.
struct Screen {
    let columns: Int
    private(set) var isCursorVisible = true
    private var wraps = true
    private(set) var unknown: [String] = []
    private var rows: [[Character]] = [[]]
    private var row = 0
    private var column = 0

    init(columns: Int) { self.columns = columns }

    /// The rows without blanks at their ends, and without empty rows at the bottom.
    var lines: [String] {
        var lines = rows.map { row in
            var line = String(row)
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    mutating func feed(_ text: String) {
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "\n": (row, column) = (row + 1, 0)
            case "\r": column = 0
            case "\r\n": (row, column) = (row + 1, 0)
            case "\u{1B}":
                let body = rest.dropFirst().prefix { !$0.isLetter }
                let final = rest.dropFirst(1 + body.count).first ?? "?"
                rest = rest.dropFirst(body.count + 2)
                control(String(body), final)
            default: put(character)
            }
            while rows.count <= row { rows.append([]) }
        }
    }

    private mutating func put(_ character: Character) {
        if column == columns { if wraps { (row, column) = (row + 1, 0) } else { column -= 1 } }
        while rows.count <= row { rows.append([]) }
        while rows[row].count <= column { rows[row].append(" ") }
        rows[row][column] = character
        column += 1
    }

    private mutating func control(_ body: String, _ final: Character) {
        switch (body, final) {
        case ("?25", "l"): isCursorVisible = false
        case ("?25", "h"): isCursorVisible = true
        case ("?7", "l"): wraps = false
        case ("?7", "h"): wraps = true
        case ("", "K"): rows[row] = Array(rows[row].prefix(column))
        case (_, "A"): row = max(0, row - (Int(body) ?? 1))
        case (_, "m"): break
        default: unknown.append(body + String(final))
        }
    }
}
