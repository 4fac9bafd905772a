/// Finds what was probably meant.
package enum Suggestion {
    /// Names that people bring from other tools, in small letters and without `_`: `avg_pool2d` is `AvgPool2d` too.
    /// Of several meanings the place decides; the most usual one comes first.
    private static let synonyms = [
        "lr": ["learning_rate"], "optim": ["optimizer"], "network": ["model"], "data": ["dataset"],
        "maxepochs": ["epochs"], "numepochs": ["epochs"], "scheduler": ["schedule"], "lrscheduler": ["schedule"],
        "warmup": ["linear_warmup"], "labels": ["class_names"],
        // Optimizers
        "betas": ["beta1"], "eps": ["epsilon"], "rho": ["alpha"], "lrdecay": ["learning_rate_decay"],
        "initialaccumulatorvalue": ["initial_accumulator"],
        // Schedules
        "cosineannealing": ["cosine"], "cosineannealinglr": ["cosine"], "cosinedecay": ["cosine"], "maxlr": ["max"],
        "baselr": ["min"], "etamin": ["min"], "pctstart": ["rise_fraction"], "divfactor": ["start_divisor"],
        "finaldivfactor": ["end_divisor"], "annealstrategy": ["anneal"], "stepsize": ["step_size", "every"],
        "stepsizeup": ["step_size"],
        // Range tests
        "minlr": ["min"], "startlr": ["min"], "endlr": ["max"], "numtraining": ["steps"], "numiter": ["steps"],
        "earlystopthreshold": ["stop_factor"], "divergeth": ["stop_factor"],
        // Layers
        "conv": ["conv2d"], "linear": ["dense"], "fc": ["dense"], "fullyconnected": ["dense"],
        "avgpool": ["average_pool2d"], "avgpool2d": ["average_pool2d"], "averagepooling2d": ["average_pool2d"],
        "maxpool": ["max_pool2d"], "maxpooling2d": ["max_pool2d"], "batchnorm1d": ["batch_norm"],
        "batchnorm2d": ["batch_norm"], "batchnormalization": ["batch_norm"], "outchannels": ["filters"],
        "kernelsize": ["kernel", "size"], "poolsize": ["size"], "outfeatures": ["units"], "p": ["rate"],
    ]
    /// Longer words are no misspelt names, nor is one of them a misspelling of a longer name.
    private static let longest = 40

    private static func meanings(of word: String) -> [String] {
        guard word.utf8.count <= longest else { return [] }
        return synonyms[word.lowercased().replacing("_", with: "")] ?? []
    }

    /// What a name of another tool is called here; any other name is returned as it is.
    static func usualName(for word: String) -> String { meanings(of: word).first ?? word }

    /// The candidate that `word` misspells, large and small letters alike: at most one letter in three is wrong. Of
    /// equally near ones the first.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        // Of a file, whose ending is no part of the word, nothing else may be wrong.
        if candidates.contains(word) { return word }
        if let known = meanings(of: word).first(where: { candidates.contains($0) }) { return known }
        guard word.utf8.count <= longest else { return nil }
        let letters = Array(word.lowercased())
        var best: (distance: Int, name: String)?
        for name in candidates where name.utf8.count <= longest {
            let candidate = Array(name.lowercased())
            let distance = distance(letters, candidate)
            if distance <= max(letters.count, candidate.count) / 3, distance < best?.distance ?? .max {
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
