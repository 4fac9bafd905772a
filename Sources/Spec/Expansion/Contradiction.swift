import Experiment

/// Two assignments that cannot both hold, so that one would be dropped without a word: `optimizer: sgd` with
/// `optimizer.adam.beta1`, `optimizer.sgd.momentum` with `optimizer.adam.beta1`, or `dataset.idx` with `dataset.name`.
struct Contradiction {
    var first: Assignment
    /// Comes after it in turn.
    var second: Assignment

    /// - Parameter ending: of the sentence: where they meet, and the way out.
    func diagnostic(_ ending: String) -> Diagnostic {
        let short = "\(first.key.text): \(Quote.short(first.value.value.spelling))"
        return Diagnostic(
            "'\(second.key.text)' contradicts '\(short)'\(ending)", at: second.key.location,
            notes: [Diagnostic.Note("set here", at: first.value.location)])
    }
}

extension [Assignment] {
    /// Each pair of these, which stand in turn.
    /// - Parameter merged: what all of them come to.
    func contradictions(in merged: YAMLNode) -> [Contradiction] {
        var found: [Contradiction] = []
        for (index, first) in enumerated() {
            for second in self[(index + 1)...]
            where second.path.first == first.path.first && second.path != first.path {
                let pattern = SettingPattern(first.settings)
                guard !pattern.matches(merged),
                    !pattern.matches(Merging.merge(second.settings, over: first.settings))
                else { continue }
                found.append(Contradiction(first: first, second: second))
            }
        }
        return found
    }
}
