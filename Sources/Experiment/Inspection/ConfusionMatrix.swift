/// How often samples of one class were taken for another.
package struct ConfusionMatrix: Hashable, Sendable {
    /// A row for each true class, a column for each found one.
    package let counts: [[Int]]

    package init(_ predictions: Predictions) {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: predictions.classes), count: predictions.classes)
        for (label, found) in zip(predictions.labels, predictions.classesFound) where Int(label) < predictions.classes {
            counts[Int(label)][found] += 1
        }
        self.counts = counts
    }

    /// What one class's answers are worth.
    package struct ClassScore: Hashable, Sendable {
        /// Share of right answers among those that name the class; nil where none does.
        package var precision: Double?
        /// Share of the class's samples that were found; nil where there are none.
        package var recall: Double?
        /// 2 TP / (2 TP + FP + FN), the harmonic mean of the two where both are known; nil for a class that neither has
        /// samples nor is named.
        package var f1: Double?
        package var samples: Int
    }

    package var classScores: [ClassScore] {
        counts.indices.map { index in
            let found = counts[index][index]
            let samples = counts[index].reduce(0, +)
            let named = counts.reduce(0) { $0 + $1[index] }
            let precision = named > 0 ? Double(found) / Double(named) : nil
            let recall = samples > 0 ? Double(found) / Double(samples) : nil
            let f1 = samples + named > 0 ? Double(2 * found) / Double(samples + named) : nil
            return ClassScore(precision: precision, recall: recall, f1: f1, samples: samples)
        }
    }
}
