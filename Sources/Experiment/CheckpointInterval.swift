/// How often a run is written down, so that a later start can go on from there. At its end it always is.
package enum CheckpointInterval: Hashable, Sendable {
    /// At each validation, but not within `leastSeconds` of the one before.
    case validation
    case span(TrainingSpan)
    case seconds(Double)

    /// Writing costs some milliseconds of a disk; a run that is lost costs at most this.
    package static let leastSeconds = 30.0
}
