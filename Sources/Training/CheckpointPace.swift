package import Experiment

/// When an item is to be written down. `Position` tells its checkpoints apart.
package struct CheckpointPace<Position: Equatable> {
    private let interval: CheckpointInterval
    private let stepsPerEpoch: Int
    /// What was written last, and when; or the beginning, which needs no checkpoint.
    private var last: (position: Position, time: SuspendingClock.Instant)

    package init(
        _ interval: CheckpointInterval, stepsPerEpoch: Int, position: Position, now: SuspendingClock.Instant
    ) {
        self.interval = interval
        self.stepsPerEpoch = stepsPerEpoch
        last = (position, now)
    }

    /// - Parameter isValidated: whether a validation stands at this step.
    package func isDue(atStep step: Int, isValidated: Bool, now: SuspendingClock.Instant) -> Bool {
        switch interval {
        case .validation: isValidated && now - last.time >= .seconds(CheckpointInterval.leastSeconds)
        case .span(let span): step.isMultiple(of: span.steps(perEpoch: stepsPerEpoch))
        // As a number: a Duration holds no more than 2⁶³ seconds.
        case .seconds(let seconds): (now - last.time) / .seconds(1) >= seconds
        }
    }

    /// Takes note of a checkpoint.
    /// - Returns: false where it would be the one that is there already.
    package mutating func note(_ position: Position, now: SuspendingClock.Instant) -> Bool {
        guard position != last.position else { return false }
        last = (position, now)
        return true
    }
}
