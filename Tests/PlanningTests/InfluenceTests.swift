import Experiment
import Planning
import Testing

/// The list that reports leave out is the one that identities leave out.
@Suite struct InfluenceTests {
    /// A change of each top-level setting that is a single value.
    private static let changes: [String: @Sendable (inout RunConfiguration) -> Void] = [
        "log_every": { $0.logEvery = 1 }, "histograms": { $0.histograms = true },
        "checkpoint_every": { $0.checkpointEvery = .span(.steps(7)) }, "timeout": { $0.timeout = 60 },
        "batch_size": { $0.batchSize = 1 }, "epochs": { $0.epochs = 1 }, "validate_every": { $0.validateEvery = 0.25 },
        "seed": { $0.seed = 1 }, "label_smoothing": { $0.labelSmoothing = 0.1 },
        "gradient_clip": { $0.gradientClip = 1 },
        "stop_on_divergence": { $0.stopOnDivergence = 4 },
    ]

    @Test(arguments: changes.keys.sorted())
    func `a setting without influence makes no other run, every other one does`(key: String) throws {
        let base = RunConfiguration()
        var changed = base
        let change = try #require(Self.changes[key])
        change(&changed)
        #expect(changed.settings[path: [key]] != base.settings[path: [key]])
        let isTheSame = try plan([run(base)]).runs.map(\.identity) == plan([run(changed)]).runs.map(\.identity)
        #expect(isTheSame == RunConfiguration.settingsWithoutInfluence.contains(key))
    }

    @Test func `the list has no key that is none`() {
        #expect(RunConfiguration.settingsWithoutInfluence.isSubset(of: Self.changes.keys))
    }
}
