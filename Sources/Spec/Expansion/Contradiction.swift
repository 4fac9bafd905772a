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
    /// - Parameters:
    ///   - merged: what all of them come to.
    ///   - partsWin: whether a part may change what its whole says of it, as long as the rest of the whole holds. Not
    ///     which data set it is: that is no part of it.
    func contradictions(in merged: YAMLNode, partsWin: Bool = false) -> [Contradiction] {
        // The whole run, which each pair is compared with: made once, and only where two settings meet.
        lazy var run = SettingPattern(merged)
        var found: [Contradiction] = []
        for (index, first) in enumerated() {
            for second in self[(index + 1)...]
            where second.path.first == first.path.first && second.path != first.path {
                let isPart = partsWin && second.path != ["dataset", "name"]
                let pattern = SettingPattern(isPart ? first.settings.without(second.path[...]) : first.settings)
                guard !pattern.matches(run),
                    !pattern.matches(Merging.merge(second.settings, over: first.settings))
                else { continue }
                found.append(Contradiction(first: first, second: second))
            }
        }
        return found
    }
}

extension YAMLNode {
    /// Without what stands at the end of a path of keys.
    fileprivate func without(_ path: ArraySlice<String>) -> YAMLNode {
        guard let entries, let key = path.first else { return self }
        let kept = entries.compactMap { entry -> Entry? in
            guard entry.key.text == key else { return entry }
            return path.count > 1 ? Entry(key: entry.key, value: entry.value.without(path.dropFirst())) : nil
        }
        return YAMLNode(.mapping(kept), at: location)
    }
}
