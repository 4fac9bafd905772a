/// One class against all others, at evenly spaced thresholds 0 … 1 of its probability: what TensorBoard's PR curves
/// show. A sample counts as found where its probability is at least the threshold.
package struct PrecisionRecallCurve: Hashable, Sendable {
    /// Of every hundredth.
    package static let thresholds = 101

    /// Index of the class.
    package let classIndex: Int
    package let truePositives: [Int]
    package let falsePositives: [Int]
    package let trueNegatives: [Int]
    package let falseNegatives: [Int]

    /// Samples that are not numbers (a network that has diverged) are left out.
    package init(_ predictions: Predictions, classIndex: Int) {
        var (members, others) = (
            [Int](repeating: 0, count: Self.thresholds), [Int](repeating: 0, count: Self.thresholds)
        )
        for sample in 0..<predictions.count {
            let probability = predictions[sample].dropFirst(classIndex).first ?? .nan
            guard probability.isFinite else { continue }
            // The highest threshold that the sample reaches.
            let reached = min(Self.thresholds - 1, max(0, Int(Double(probability) * Double(Self.thresholds - 1))))
            if Int(predictions.labels[sample]) == classIndex { members[reached] += 1 } else { others[reached] += 1 }
        }
        self.classIndex = classIndex
        truePositives = Self.sumsFromTheEnd(members)
        falsePositives = Self.sumsFromTheEnd(others)
        trueNegatives = falsePositives.map { others.reduce(0, +) - $0 }
        falseNegatives = truePositives.map { members.reduce(0, +) - $0 }
    }

    /// 0 where nothing is found.
    package var precision: [Double] {
        zip(truePositives, falsePositives).map { $0 + $1 > 0 ? Double($0) / Double($0 + $1) : 0 }
    }

    package var recall: [Double] {
        zip(truePositives, falseNegatives).map { $0 + $1 > 0 ? Double($0) / Double($0 + $1) : 0 }
    }

    private static func sumsFromTheEnd(_ counts: [Int]) -> [Int] {
        var sum = 0
        return counts.reversed().map { count in
            sum += count
            return sum
        }.reversed()
    }
}
