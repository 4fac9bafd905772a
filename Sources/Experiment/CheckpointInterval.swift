/// How often a run is written down, so that a later start can go on from there. At its end it always is.
package enum CheckpointInterval: Hashable, Sendable {
    /// At each validation, but not within `leastSeconds` of the one before.
    case validation
    case span(TrainingSpan)
    case seconds(Double)

    /// Checkpoints at validations are no nearer to each other: each costs some milliseconds of a disk. A run that is
    /// lost costs no more than this and the time from one validation to the next together.
    package static let leastSeconds = 30.0
}
