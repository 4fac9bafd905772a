/// One thing to show at a step. A tag's part before the first `/` is the section in which it stands.
package enum SummaryValue: Hashable, Sendable {
    /// A point of a series. Not-a-number and infinities are shown as such.
    case scalar(tag: String, Float)
    /// Markdown, shown in the Text tab.
    case text(tag: String, markdown: String)
    /// TensorBoard keeps ten steps of a tag, the last always among them.
    case image(tag: String, PNGImage)
    /// The columns of the HParams table.
    case hyperParameterTable(HyperParameterTable)
    /// A row of the HParams table.
    case sessionStart(HyperParameterSession)
    /// How that row's session ended.
    case sessionEnd(SessionEnd)
}

/// An encoded picture.
package struct PNGImage: Hashable, Sendable {
    package var bytes: [UInt8]
    /// In pixels.
    package var width: Int
    package var height: Int

    package init(bytes: [UInt8], width: Int, height: Int) {
        self.bytes = bytes
        self.width = width
        self.height = height
    }
}
