/// A column of a table, be it for Markdown or for a terminal.
package struct TableColumn: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case text
        /// Aligned on the right.
        case number
        /// Names, which give way first where a terminal has little room, with the short one of each (`ShortName`).
        case name(short: [String])
    }

    /// What stands in a cell where there is nothing to tell.
    package static let none = "–"

    package var title: String
    package var content: Content
    /// Where a terminal has no room, the column of the largest number is left out first; nil stays.
    package var spare: Int?
    /// One for each row.
    package var cells: [String]

    package init(_ title: String, _ content: Content = .text, spare: Int? = nil, cells: [String]) {
        self.title = title
        self.content = content
        self.spare = spare
        self.cells = cells
    }
}
