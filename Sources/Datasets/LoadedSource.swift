import Experiment

/// A data set's source in memory: what every `DatasetSpec` of that source shares.
struct LoadedSource: Sendable {
    /// What each class is called, unless the user names them.
    var classNames: [String]
    /// The samples to train and validate on.
    var training: SampleStore
    var test: SampleStore
    /// As in `DatasetSummary`.
    var checksum: String
    /// Where its files are; nil where it is drawn.
    var folder: String?

    var classes: Int { classNames.count }
    var input: SampleShape { training.shape }

    /// What each class is called, in the order of the labels.
    func classNames(for spec: DatasetSpec) -> [String] {
        spec.classNames.count == classes ? spec.classNames : classNames
    }

    /// The samples as `spec` splits and limits them: training in the split's random order, validation and test in their
    /// files'.
    func sets(for spec: DatasetSpec) -> (training: SampleSet, validation: SampleSet, test: SampleSet) {
        let split = Split(sampleCount: training.count, spec: spec).indices()
        return (
            SampleSet(store: training, indices: split.training), SampleSet(store: training, indices: split.validation),
            SampleSet(test)
        )
    }
}
