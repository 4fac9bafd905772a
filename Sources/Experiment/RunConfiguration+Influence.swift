extension RunConfiguration {
    /// Top-level settings that change what is written down and when, or how long a run may take, never a number: they
    /// make no other run.
    package static let settingsWithoutInfluence: Set = ["log_every", "histograms", "checkpoint_every", "timeout"]
}
