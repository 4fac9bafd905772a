extension Canvas {
    /// `text`; where it is longer than `limit`, an ellipsis stands for its middle, because names differ at their ends.
    func fitted(_ text: String, width limit: Double, size: Double, weight: Weight = .regular) -> String {
        // No text of a label is longer than this; measuring takes time with the length.
        let shown = text.count <= 400 ? text : "\(text.prefix(200))\(text.suffix(200))"
        if width(of: shown, size: size, weight: weight) <= limit { return shown }
        let line = Array(shown)
        func shortened(_ count: Int) -> String {
            String(line.prefix(count - count / 2)) + "…" + String(line.suffix(count / 2))
        }
        // The most characters that fit: widths grow with the number of characters.
        var (fits, tooMany) = (0, line.count)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            if width(of: shortened(middle), size: size, weight: weight) <= limit {
                fits = middle
            } else {
                tooMany = middle
            }
        }
        return shortened(fits)
    }
}
