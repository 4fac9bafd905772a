import Experiment

/// What a sweep shows of the rates at which a network learns.
enum SweepReading {
    /// log₁₀ of the rate at which the mean of three neighbouring losses is lowest; nil where the loss never fell clearly
    /// below where it began: by less than 2 % of it, or by less than three times what one batch differs from the next.
    static func lowest(of curve: [RangeTestOutcome.Point]) -> Double? {
        let losses = curve.map(\.loss)
        guard losses.count >= 8 else { return nil }
        let smooth = losses.indices.map { index in
            let window = losses[max(0, index - 1)...min(losses.count - 1, index + 1)]
            return window.reduce(0, +) / Double(window.count)
        }
        guard let lowest = smooth.indices.min(by: { smooth[$0] < smooth[$1] }) else { return nil }
        let begin = median(Array(losses.prefix(losses.count / 4)))
        let early = losses.prefix(losses.count / 3)
        let noise = median(zip(early, early.dropFirst()).map { ($1 - $0).magnitude })
        let fall = begin - smooth[lowest]
        guard fall > 3 * noise, fall > 0.02 * begin else { return nil }
        return PortableMath.log10(curve[lowest].learningRate)
    }
}
