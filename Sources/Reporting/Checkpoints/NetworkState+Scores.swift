import Experiment

/// The scores of a trial as a tensor, a row for each step: in a header those of a long trial would be more than readers
/// take.
///
/// A row is three 64-bit numbers, each as its lower 32 bits and its upper ones: the sum of losses, a Double; the correct
/// samples; all samples.
extension NetworkState.Tensor {
    private static let numbersPerScore = 6
    /// Of one score.
    static let scoreSize = numbersPerScore * MemoryLayout<Float>.size

    init(name: String, scores: [ScoreSum]) {
        var values: [Float] = []
        values.reserveCapacity(scores.count * Self.numbersPerScore)
        func append(_ number: UInt64) {
            values.append(Float(bitPattern: UInt32(truncatingIfNeeded: number)))
            values.append(Float(bitPattern: UInt32(truncatingIfNeeded: number >> 32)))
        }
        for score in scores {
            append(score.lossSum.bitPattern)
            append(UInt64(truncatingIfNeeded: score.correct))
            append(UInt64(truncatingIfNeeded: score.count))
        }
        self.init(name: name, shape: [scores.count, 3, 2], values: values)
    }

    /// Nil where these are no scores.
    var scores: [ScoreSum]? {
        let count = values.count / Self.numbersPerScore
        guard shape == [count, 3, 2], values.count == count * Self.numbersPerScore else { return nil }
        var scores: [ScoreSum] = []
        scores.reserveCapacity(count)
        for row in 0..<count {
            func number(_ index: Int) -> UInt64 {
                let place = row * Self.numbersPerScore + 2 * index
                return UInt64(values[place].bitPattern) | UInt64(values[place + 1].bitPattern) << 32
            }
            let score = ScoreSum(
                lossSum: Double(bitPattern: number(0)), correct: Int(truncatingIfNeeded: number(1)),
                count: Int(truncatingIfNeeded: number(2)))
            guard JSONReader.counts.contains(score.count), (0...score.count).contains(score.correct) else { return nil }
            scores.append(score)
        }
        return scores
    }
}
