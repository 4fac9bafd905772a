import Experiment

extension String {
    /// The text in exactly `width` columns: padded on the right, or cut with an ellipsis in the middle, because both
    /// ends of a name tell runs apart.
    func fitted(to width: Int) -> String {
        let excess = displayWidth - width
        guard excess > 0 else { return self + String(repeating: " ", count: -excess) }
        guard width > 1 else { return String(repeating: "…", count: max(0, width)) }
        let back = (width - 1) / 2
        let front = width - 1 - back
        let start = clipped(to: front)
        let end = String(String(reversed()).clipped(to: back).reversed())
        let cut = start + "…" + end
        return cut + String(repeating: " ", count: width - cut.displayWidth)
    }

    /// As a line ends.
    var withoutTrailingBlanks: String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// The text behind enough blanks to take `width` columns.
    func rightAligned(in width: Int) -> String {
        String(repeating: " ", count: max(0, width - displayWidth)) + self
    }
}
