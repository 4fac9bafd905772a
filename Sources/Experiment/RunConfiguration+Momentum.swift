extension RunConfiguration {
    /// Whether the optimizer's own momentum counts: in the run's steps, or in those of its range test, which has no
    /// schedule.
    package var readsMomentum: Bool { schedule.momentum == nil || rangeTestSettings != nil }
}
