package import Experiment

/// What a sweep shows of the rates at which a network learns.
package enum SweepReading {
    /// How near to a uniform guess's loss one counts as that, in terms of it.
    private static let nearGuess = 0.1

    /// log₁₀ of the rate in the middle of the loss's fall: the mean over the ladder, each point weighed by the square of
    /// how far the mean of three neighbouring losses lies below where the curve began. It is steadier than the lowest
    /// point, which is one of many that hardly differ.
    /// Where the first loss is far above that of a uniform guess, ln(classes), as with pixels 0…255, a network that is
    /// destroyed by too high a rate falls to just that: those points have learned nothing and do not count.
    /// - Returns: nil where the loss never fell clearly: by less than 2 % of where it began, or by less than twice (above a
    ///   guess: half) what one batch differs from the next.
    package static func center(of curve: [RangeTestOutcome.Point], classes: Int) -> Double? {
        let losses = curve.map(\.loss)
        guard losses.count >= 8 else { return nil }
        let smooth = losses.indices.map { index in
            let window = losses[max(0, index - 1)...min(losses.count - 1, index + 1)]
            return window.reduce(0, +) / Double(window.count)
        }
        let begin = median(Array(losses.prefix(losses.count / 4)))
        let early = losses.prefix(losses.count / 3)
        let noise = median(zip(early, early.dropFirst()).map { ($1 - $0).magnitude })
        let guess = PortableMath.log(Double(max(2, classes)))
        let beginsAboveGuess = begin > (1 + 2 * nearGuess) * guess
        let falls = smooth.map { loss in
            beginsAboveGuess && (loss - guess).magnitude < nearGuess * guess ? 0 : max(0, begin - loss)
        }
        // Inputs that are not scaled make batches differ more, and the usual rate, the other evidence, worthless.
        let clear = (beginsAboveGuess ? 0.5 : 2) * noise
        guard let fall = falls.max(), fall > clear, fall > 0.02 * begin else { return nil }
        let weights = falls.map { ($0 / fall) * ($0 / fall) }
        let sum = zip(weights, curve).reduce(0) { $0 + $1.0 * PortableMath.log10($1.1.learningRate) }
        return sum / weights.reduce(0, +)
    }
}
