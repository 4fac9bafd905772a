import Experiment

/// What a sweep shows of the rates at which a network learns.
enum SweepReading {
    /// log₁₀ of the rate in the middle of the loss's fall: the mean over the ladder, each point weighed by the square of
    /// how far the mean of three neighbouring losses lies below where the curve began. It is steadier than the lowest
    /// point, which is one of many that hardly differ.
    /// - Returns: nil where the loss never fell clearly: by less than 2 % of where it began, or by less than twice what
    ///   one batch differs from the next.
    static func center(of curve: [RangeTestOutcome.Point]) -> Double? {
        let losses = curve.map(\.loss)
        guard losses.count >= 8 else { return nil }
        let smooth = losses.indices.map { index in
            let window = losses[max(0, index - 1)...min(losses.count - 1, index + 1)]
            return window.reduce(0, +) / Double(window.count)
        }
        let begin = median(Array(losses.prefix(losses.count / 4)))
        let early = losses.prefix(losses.count / 3)
        let noise = median(zip(early, early.dropFirst()).map { ($1 - $0).magnitude })
        let falls = smooth.map { max(0, begin - $0) }
        guard let fall = falls.max(), fall > 2 * noise, fall > 0.02 * begin else { return nil }
        let weights = falls.map { ($0 / fall) * ($0 / fall) }
        let sum = zip(weights, curve).reduce(0) { $0 + $1.0 * PortableMath.log10($1.1.learningRate) }
        return sum / weights.reduce(0, +)
    }
}
