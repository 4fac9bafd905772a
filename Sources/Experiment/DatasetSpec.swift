/// Which samples, and how they are split and scaled.
package struct DatasetSpec: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// Zalando's 28×28 clothes, ten classes, 60 000 + 10 000 samples (arXiv:1708.07747).
        case fashionMNIST
        /// Ten drawn shapes, made by the program itself from a fixed seed: no files.
        case shapes
        /// Four IDX files of the user's own in one folder.
        case idx(path: String, classes: Int)

        /// Those that a file names.
        package static let named = [fashionMNIST, shapes]

        /// As the file writes it.
        package var name: String {
            switch self {
            case .fashionMNIST: "fashion-mnist"
            case .shapes: "shapes"
            case .idx: "idx"
            }
        }
    }
    package enum Normalization: String, CaseIterable, Sendable {
        /// Pixels 0 … 1.
        case none
        /// Less the mean, over the deviation, of the training part's pixels, each channel by itself; a feature of
        /// vectors is a channel.
        case standardize
        /// Pixels as stored, 0 … 255.
        case raw
    }

    package var source: Source
    /// What the classes of files of the user's own are called, in the order of their labels; empty where they have no
    /// names but the labels.
    package var classNames: [String]
    /// Folder with the files of a known set; nil searches the usual places.
    package var path: String?
    package var validationFraction: Double
    /// Decides which samples are held out; does not follow the run's seed, so that all runs are
    /// judged on the same samples.
    package var splitSeed: UInt64
    package var normalization: Normalization
    /// Use only the first this many samples of the shuffled training part.
    package var limit: Int?

    package init(
        source: Source = .fashionMNIST, classNames: [String] = [], path: String? = nil,
        validationFraction: Double = 0.2, splitSeed: UInt64 = 7, normalization: Normalization = .none,
        limit: Int? = nil
    ) {
        self.source = source
        self.classNames = classNames
        self.path = path
        self.validationFraction = validationFraction
        self.splitSeed = splitSeed
        self.normalization = normalization
        self.limit = limit
    }
}
