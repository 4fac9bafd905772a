package import Experiment

/// A data set as runs use it: split, limited, with the scales of its pixels. Copies share the samples.
package struct PreparedDataset: Sendable {
    /// Shape of one sample.
    package let input: SampleShape
    /// What each class is called, in the order of the labels.
    package let classNames: [String]
    /// What is left of the training file after split and limit, in the split's random order.
    package private(set) var training: SampleSet
    /// The held-out part of the training file, in the file's order.
    package let validation: SampleSet
    /// The whole test file, in its order.
    package let test: SampleSet
    /// From pixels to what the network sees: one for all channels, or one for each.
    package let scales: [PixelScale]

    init(_ source: LoadedSource, spec: DatasetSpec) {
        input = source.input
        classNames = source.classNames(for: spec)
        (training, validation, test) = source.sets(for: spec)
        scales = PixelScale.scales(spec.normalization, training: training)
    }

    package var classes: Int { classNames.count }

    /// The same data set with another training part; pixels are scaled as before.
    package func trainingOn(_ samples: SampleSet) -> PreparedDataset {
        var result = self
        result.training = samples
        return result
    }

    /// Order of the training samples in one epoch.
    /// - Parameters:
    ///   - seed: the run's.
    ///   - epoch: counts from 0.
    /// - Returns: positions in `training`, each once.
    package func order(seed: UInt64, epoch: Int) -> [Int32] {
        var random = RandomStream(seed: seed, for: .shuffle(epoch: epoch))
        return random.permutation(count: training.count)
    }
}
