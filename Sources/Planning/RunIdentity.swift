import Experiment
import Hashing

/// Raise it whenever the same configuration trains to other numbers than before: another order of summation, another
/// random stream, another approximation of `exp`, another update rule. Every run then counts as new. A change that
/// keeps results bit by bit (speed, reports, messages) leaves it alone.
let numericalVersion = 1

/// Raise it whenever the same cyclical schedule whose half cycle may end between two steps gives other rates than before.
/// Other runs stay valid.
let cyclicalVersion = 2

/// Raise it whenever samples of several channels are standardized to other numbers than before. Other runs stay valid.
let standardizationVersion = 2

/// Raise it whenever the same range test chooses other rates than before. Range tests, and the runs that wait for them,
/// then count as new.
let finderVersion = 17

/// What decides a run's numbers, as a hash: two runs of one identity give the same numbers, and a later start finds
/// what is done by it.
enum RunIdentity {
    /// - Parameters:
    ///   - deciding: `decidingSettings` of the configuration.
    ///   - checksum: as `samples` gives it.
    ///   - rangeTest: identity of the range test that gives the rate, if one does. It is part of the run's: an `auto`
    ///     counts as `auto` with its settings, and with the seed of its range test, which decides the rate too.
    static func of(
        _ configuration: RunConfiguration, deciding: [Setting], checksum: String, rangeTest: String?
    ) -> String {
        var entries = [
            Setting("numerical_version", .integer(numericalVersion)),
            Setting("dataset_checksum", .string(checksum)),
            Setting("configuration", .mapping(deciding)),
            Setting("range_test", rangeTest.map { .string($0) } ?? .null),
        ]
        // Before version 2, half a cycle was rounded to whole steps. What is whole by itself gives the rates that it gave
        // then, and has no entry: what was trained at them stays valid.
        if case .cyclical(let cyclical) = configuration.schedule.kind, cyclical.stepSize.mayEndBetweenSteps {
            entries.append(Setting("cyclical_version", .integer(cyclicalVersion)))
        }
        return hash(entries)
    }

    /// What identities know of the samples that a run sees: their data set's checksum.
    static func samples(of dataset: DatasetSummary, _ spec: DatasetSpec) -> String {
        // Before version 2 all channels had one mean and one deviation, as one channel has them now: what was trained on
        // one stays valid. Where all pixels were equal, they had the scale of raw ones; nothing is learned of such data.
        guard spec.normalization == .standardize, dataset.input.channels > 1 else { return dataset.checksum }
        return "\(dataset.checksum), standardization \(standardizationVersion)"
    }

    /// What of a configuration decides the numbers on given data, the seed included.
    static func decidingSettings(of configuration: RunConfiguration) -> [Setting] {
        var configuration = configuration.withoutDataPaths
        if !configuration.schedule.boundPaths(replacing: configuration.learningRate).isEmpty {
            // One rate is as good as another. What was trained where none was written had the default, and stays valid.
            configuration.learningRate = RunConfiguration().learningRate
        }
        // So is one momentum as another where the schedule brings its own.
        if !configuration.readsMomentum { configuration.optimizer = configuration.optimizer.withUsualMomentum }
        if case .auto(let finder) = configuration.learningRate { configuration.learningRate = .auto(finder.deciding) }
        configuration.schedule = configuration.schedule.deciding
        return configuration.entries.filter(decides)
    }

    /// Whether a setting is part of an identity. One that came later, at its default, is none: what was trained before
    /// it stays valid.
    private static func decides(_ setting: Setting) -> Bool {
        setting.decides && setting != Setting("stop_on_divergence", .null)
    }

    /// SHA-256 of the entries' JSON, in hexadecimal.
    static func hash(_ entries: [Setting]) -> String {
        SHA256.hexadecimal(of: JSONText.compactBytes(.mapping(entries)))
    }
}

extension RunConfiguration {
    /// A data set is known by its checksum, not by where it lies or what its classes are called: results stay valid
    /// when it moves, or gets other names.
    fileprivate var withoutDataPaths: RunConfiguration {
        var result = self
        result.dataset.path = nil
        result.dataset.classNames = []
        switch dataset.source {
        case .fashionMNIST, .shapes: break
        case .idx(_, let classes): result.dataset.source = .idx(path: "", classes: classes)
        }
        return result
    }
}

extension TrainingSpan {
    /// Whether it may come to a part of a step: whole epochs never do, however many steps an epoch has.
    fileprivate var mayEndBetweenSteps: Bool {
        switch self {
        case .epochs(let epochs): epochs != epochs.rounded()
        case .steps: false
        }
    }
}
