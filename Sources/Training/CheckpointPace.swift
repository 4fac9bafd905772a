package import Experiment

/// When a run is to be written down.
package struct CheckpointPace {
    private let interval: CheckpointInterval
    private let stepsPerEpoch: Int
    /// What was written last, and when; or the beginning, which needs no checkpoint.
    private var last: (position: TrainingPosition, time: ContinuousClock.Instant)

    package init(
        _ interval: CheckpointInterval, stepsPerEpoch: Int, position: TrainingPosition, now: ContinuousClock.Instant
    ) {
        self.interval = interval
        self.stepsPerEpoch = stepsPerEpoch
        last = (position, now)
    }

    /// - Parameter isValidated: whether a validation stands at this step.
    package func isDue(_ position: TrainingPosition, isValidated: Bool, now: ContinuousClock.Instant) -> Bool {
        switch interval {
        case .validation: isValidated && now - last.time >= .seconds(CheckpointInterval.leastSeconds)
        case .span(let span): position.step.isMultiple(of: span.steps(perEpoch: stepsPerEpoch))
        // As a number: a Duration holds no more than 2⁶³ seconds.
        case .seconds(let seconds): (now - last.time) / .seconds(1) >= seconds
        }
    }

    /// Takes note of a checkpoint.
    /// - Returns: false where it would be the one that is there already.
    package mutating func note(_ position: TrainingPosition, now: ContinuousClock.Instant) -> Bool {
        guard position != last.position else { return false }
        last = (position, now)
        return true
    }
}
