/// The latest of a series as blocks of a height each.
package enum Sparkline {
    /// Blocks in the live view.
    static let width = 8

    private static let blocks = Array("▁▂▃▄▅▆▇█")

    /// - Parameter width: at most as many blocks; from the smallest of the shown numbers to the largest. What is not
    ///   finite leaves a blank.
    package static func text(_ values: [Double], width: Int) -> String {
        let shown = values.suffix(width)
        let finite = shown.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return String(repeating: " ", count: shown.count) }
        return String(
            shown.map { value in
                guard value.isFinite else { return " " }
                // Halves, because the whole range of large numbers may not be finite.
                let span = high / 2 - low / 2
                let share = span > 0 ? (value / 2 - low / 2) / span : 0
                return blocks[Int((share * Double(blocks.count - 1)).rounded())]
            })
    }
}
