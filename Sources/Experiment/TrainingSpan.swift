/// A stretch of training. In a file a bare number means epochs, `{steps: 500}` steps.
package enum TrainingSpan: Hashable, Sendable {
    case epochs(Double)
    case steps(Int)

    /// The stretch in whole steps, at least 1.
    package func steps(perEpoch: Int) -> Int { Int(exactSteps(perEpoch: perEpoch).rounded()) }

    /// The stretch in steps, at least 1, with the part of a step that epochs may come to.
    package func exactSteps(perEpoch: Int) -> Double {
        let steps =
            switch self {
            case .epochs(let epochs): epochs * Double(perEpoch)
            case .steps(let steps): Double(steps)
            }
        // No run is as long as 2⁵³ steps: up to there a Double counts them, and twice as many are an Int.
        return min(max(1, steps), 0x1p53)
    }
}
