extension Objective {
    /// The validation that it looks at.
    package func score(of results: RunResults) -> Score? {
        switch moment {
        case .last: results.validationLast
        case .best: results.validationBest
        }
    }

    /// Whether `score` is better than `other` by the objective's metric. A network whose loss is not finite is broken,
    /// whatever its accuracy, and never better.
    package func prefers(_ score: Score, to other: Score) -> Bool {
        score.loss.isFinite && (!other.loss.isFinite || merit(of: score) > merit(of: other))
    }

    /// Whether `score` becomes the best, after a best of nil where there is none yet.
    package func improves(_ score: Score, on best: Score?) -> Bool {
        best.map { prefers(score, to: $0) } ?? score.loss.isFinite
    }

    /// The first of the best; nil where none has a finite loss.
    package func best(of scores: [Score]) -> Score? { best(of: scores) { $0 } }

    /// The same of what has such a score each.
    package func best<Scored>(of all: [Scored], by score: (Scored) -> Score) -> Scored? {
        all.reduce(nil) { best, next in improves(score(next), on: best.map(score)) ? next : best }
    }

    /// The metric with its sign such that larger is better.
    package func merit(of score: Score) -> Double {
        switch metric {
        case .validationAccuracy: score.accuracy
        case .validationLoss: -score.loss
        }
    }
}
