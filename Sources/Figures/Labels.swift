/// Labels of one list in less room than they may take, such that no two that differ read alike.
package enum Labels {
    /// The first way that tells them apart: the labels; their short forms; these or those with their middles cut out;
    /// cut behind a number.
    /// - Parameters:
    ///   - short: what may stand for each label, in their order.
    ///   - cut: the text of the label at an index in the room that there is; one that fits stays as it is.
    package static func fitted(
        _ labels: [String], short: [String], cut: (_ index: Int, _ text: String) -> String
    ) -> [String] {
        let labels = labels.map(\.onOneLine)
        let short = short.map(\.onOneLine)
        let different = Set(labels).count
        var shortened: [[String]] = []
        for texts in [labels, short] {
            let shown = texts.enumerated().map { cut($0.offset, $0.element) }
            guard Set(shown).count == different else { continue }
            if shown == texts { return shown }
            shortened.append(shown)
        }
        return shortened.last ?? short.enumerated().map { cut($0.offset, "\($0.offset + 1) \($0.element)") }
    }
}

extension String {
    /// With blanks for line ends and other signs that no glyph stands for. Cairo takes a noncharacter (U+FFFF) for an
    /// error, after which it draws nothing.
    var onOneLine: String {
        func hasGlyph(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value >= 0x20 && !scalar.properties.isNoncharacterCodePoint
        }
        return String(map { $0.isNewline || !$0.unicodeScalars.allSatisfy(hasGlyph) ? " " : $0 })
    }
}
