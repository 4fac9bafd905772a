extension Objective {
    /// The validation that it looks at.
    package func score(last: Score?, best: Score?) -> Score? {
        switch moment {
        case .last: last
        case .best: best
        }
    }

    /// Whether `score` is better than `other` by the objective's metric. What is not finite is never better.
    package func prefers(_ score: Score, to other: Score) -> Bool {
        let (value, reference) = (merit(of: score), merit(of: other))
        return value > reference || (value.isFinite && !reference.isFinite)
    }

    /// The first of the best; nil where there are none.
    package func best(of scores: [Score]) -> Score? {
        scores.reduce(nil) { best, score in
            guard let best else { return score }
            return prefers(score, to: best) ? score : best
        }
    }

    /// The metric with its sign such that larger is better.
    package func merit(of score: Score) -> Double {
        switch metric {
        case .validationAccuracy: score.accuracy
        case .validationLoss: -score.loss
        }
    }
}
