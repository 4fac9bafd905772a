/// Finds what was probably meant.
package enum Suggestion {
    /// Names that people bring from other tools.
    private static let synonyms = [
        "lr": "learning_rate", "optim": "optimizer", "network": "model", "data": "dataset", "max_epochs": "epochs",
        "num_epochs": "epochs", "scheduler": "schedule", "lr_scheduler": "schedule", "warmup": "linear_warmup",
        "betas": "beta1", "eps": "epsilon",
    ]
    /// Longer words are no misspelt names.
    private static let longest = 40

    /// What a name of another tool is called here; any other name is returned as it is.
    static func usualName(for word: String) -> String { synonyms[word] ?? word }

    /// The candidate that `word` misspells: at most one letter in three is wrong. Of equally near ones the first.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        if let known = synonyms[word], candidates.contains(known) { return known }
        guard word.utf8.count <= longest else { return nil }
        let letters = Array(word.lowercased())
        var best: (distance: Int, name: String)?
        for name in candidates {
            let distance = distance(letters, Array(name))
            if distance <= max(letters.count, name.count) / 3, distance < best?.distance ?? .max {
                best = (distance, name)
            }
        }
        return best?.name
    }

    /// Insertions, deletions, substitutions and swaps of neighbours between two words (optimal string alignment).
    static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let substitution = previous[column] + (first[row] == second[column] ? 0 : 1)
                var cost = min(previous[column + 1] + 1, current[column] + 1, substitution)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[second.count]
    }
}
