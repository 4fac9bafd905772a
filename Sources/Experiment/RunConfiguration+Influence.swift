extension RunConfiguration {
    /// Top-level settings that change what is written down and when, or how long a run may take, never a number: they
    /// make no other run.
    package static let settingsWithoutInfluence: Set = ["log_every", "histograms", "checkpoint_every", "timeout"]

    /// The same below the top level, by dotted path: where a known data set lies, and what the classes of files of the
    /// user's own are called.
    package static let datasetPathsWithoutInfluence: Set = ["dataset.path", "dataset.idx.class_names"]

    /// Where files of the user's own lie, by dotted path. It says which data set is meant; where the checksums of what
    /// lies there are known it decides nothing either.
    package static let ownDatasetPath = "dataset.idx.path"
}

extension Setting {
    /// Whether it may decide a run's numbers, by its dotted path.
    package var decides: Bool {
        !RunConfiguration.settingsWithoutInfluence.contains(topLevel)
            && !RunConfiguration.datasetPathsWithoutInfluence.contains(key)
    }
}
