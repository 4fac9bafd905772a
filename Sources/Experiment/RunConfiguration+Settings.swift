extension RunConfiguration {
    /// The configuration in the experiment language, every default written out. Decoding it gives the same
    /// configuration; what of it decides the numbers identifies a run.
    package var settings: SettingValue { .mapping(entries) }

    /// The same, as entries: every key of a run, whatever their values are.
    package var entries: [Setting] {
        [
            Setting("dataset", dataset.settings),
            Setting("model", model.settings),
            Setting("optimizer", optimizer.settings),
            Setting("learning_rate", learningRate.settings),
            Setting("schedule", schedule.settings),
            Setting("batch_size", .integer(batchSize)),
            Setting("epochs", .integer(epochs)),
            Setting("validate_every", .number(validateEvery)),
            Setting("seed", .integer(Int(clamping: seed))),
            Setting("label_smoothing", .number(labelSmoothing)),
            Setting("gradient_clip", gradientClip.map { .number($0) } ?? .null),
            Setting("stop_on_divergence", stopOnDivergence.map { .number($0) } ?? .null),
            Setting("log_every", logEvery.map { .integer($0) } ?? .null),
            Setting("histograms", .bool(histograms)),
            Setting("checkpoint_every", checkpointEvery.settings),
            Setting("timeout", timeout.map { .number($0) } ?? .null),
        ]
    }
}
