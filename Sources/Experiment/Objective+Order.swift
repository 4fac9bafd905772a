extension Objective {
    /// Whether `score` is better than `other` by the objective's metric. What is not finite is never better.
    package func prefers(_ score: Score, to other: Score) -> Bool {
        let (value, reference) = (merit(of: score), merit(of: other))
        return value > reference || (value.isFinite && !reference.isFinite)
    }

    /// The metric with its sign such that larger is better.
    package func merit(of score: Score) -> Double {
        switch metric {
        case .validationAccuracy: score.accuracy
        case .validationLoss: -score.loss
        }
    }
}
