import Experiment

/// A data set's source in memory: what every `DatasetSpec` of that source shares.
struct LoadedSource: Sendable {
    var classes: Int
    /// The samples to train and validate on.
    var training: SampleStore
    var test: SampleStore
    /// As in `DatasetSummary`.
    var checksum: String

    var input: SampleShape { training.shape }
}
