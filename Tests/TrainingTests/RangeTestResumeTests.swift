import Experiment
import Kernels
import Testing
import Training

/// A range test that is stopped and taken up again, against the same one undisturbed: what it finds is the same.
@Suite struct RangeTestResumeTests {
    private struct Part {
        var checkpoints: [RangeTestCheckpoint] = []
        var resume = ResumePoint()
        /// Without its seconds.
        var outcome: RangeTestOutcome
    }

    /// A network with everything that keeps a state: running statistics, and masks that follow from the step.
    private static let layers: [LayerSpec] = [
        LayerSpec(.averagePool2D(size: 4, stride: 4)), LayerSpec(.flatten),
        LayerSpec(.dense(units: 12, initializer: .pytorch)),
        LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5)), LayerSpec(.relu), LayerSpec(.dropout(rate: 0.3)),
        LayerSpec(.dense(units: 10, initializer: .pytorch)),
    ]

    /// - Parameter seconds: after which it is written down; 0 is after each step.
    private static func item(_ settings: FinderSettings, every seconds: Double? = 0, horizon: Int = 60) -> PlanItem {
        var configuration = TrainingRuns.configuration(learningRate: .auto(settings))
        configuration.model = .layers(layers)
        if let seconds { configuration.checkpointEvery = .seconds(seconds) }
        return TrainingRuns.rangeTest(configuration, settings, horizon: horizon)
    }

    /// - Parameter stopAt: the checkpoint after which a stop is requested; 0 is the first sign of progress.
    private func execute(
        _ item: PlanItem, from checkpoint: RangeTestCheckpoint? = nil, stopAt: Int? = nil
    ) throws -> Part {
        let executor = TrainingExecutor(
            library: TrainingRuns.library, objective: Objective(), kernels: try Kernels.chosen().table, maximumCores: 1,
            checkpoints: GivenCheckpoint(rangeTest: checkpoint))
        let lease = CoreLease(cores: 1)
        var (checkpoints, resume) = ([RangeTestCheckpoint](), ResumePoint())
        let outcome = try executor.execute(item, rangeTest: nil, lease: lease) { event in
            switch event {
            case .began(let start): resume = start.resume
            case .checkpointed(.rangeTest(let checkpoint)):
                checkpoints.append(checkpoint)
                if checkpoints.count == stopAt { lease.requestStop() }
            case .progressed: if stopAt == 0 { lease.requestStop() }
            case .checkpointed(.run), .measured, .distributed, .inspected: Issue.record("of a range test")
            }
        }
        guard case .rangeTest(var found) = outcome else { throw NotARangeTest() }
        found.seconds = 0
        return Part(checkpoints: checkpoints, resume: resume, outcome: found)
    }

    private struct NotARangeTest: Error {}

    private static let settings: [FinderSettings] = [
        FinderSettings(), FinderSettings(metric: .validationLoss), FinderSettings(repeats: 3),
        FinderSettings(.curve(.valley), steps: 60, repeats: 2),
        // Every trial fails.
        FinderSettings(minimum: 1e20, maximum: 1e38),
    ]

    @Test(arguments: settings)
    func `it is written down after any step, and goes on to the same suggestion`(settings: FinderSettings) throws {
        let item = Self.item(settings)
        let whole = try execute(item)
        let steps = whole.checkpoints.map(\.processed.steps)
        #expect(!steps.isEmpty && steps == steps.sorted() && Set(steps).count == steps.count)
        let quiet = Self.item(settings, every: nil)
        for index in stride(from: 0, to: steps.count, by: 7) {
            let rest = try execute(quiet, from: whole.checkpoints[index])
            #expect(rest.resume == ResumePoint(step: steps[index]))
            #expect(rest.outcome == whole.outcome, "after step \(steps[index])")
        }
    }

    @Test func `what is stopped is written down at once, again and again`() throws {
        let whole = try execute(Self.item(FinderSettings(), every: nil))
        #expect(whole.checkpoints.isEmpty, "a second is no reason to write one")
        let first = try execute(Self.item(FinderSettings(), every: nil), stopAt: 0)
        #expect(first.outcome.isInterrupted && first.checkpoints.map(\.processed.steps) == [1])
        var part = first
        var starts = 1
        while part.outcome.isInterrupted {
            let last = try #require(part.checkpoints.last)
            part = try execute(Self.item(FinderSettings()), from: last, stopAt: 9)
            starts += 1
        }
        #expect(starts > 10)
        #expect(part.outcome == whole.outcome)
    }

    @Test(arguments: [FinderSettings(), FinderSettings(metric: .validationLoss)])
    func `a trial's highest loss, and what its own may be wrong by, are those of its batches`(
        settings: FinderSettings
    ) throws {
        let last = try #require(try execute(Self.item(settings)).checkpoints.last)
        guard case .trials(let trials) = last.phase else {
            Issue.record("trials come last")
            return
        }
        var compared = 0
        for trial in trials.underWay {
            let stage = trials.stages.first {
                $0.trial.logRate == trial.logRate && $0.trial.steps == trial.scores.count
            }
            guard let state = stage?.trial else { continue }
            let batches = trial.scores.map { ($0.lossSum / Double($0.count), Double($0.count)) }
            #expect(state.peakLoss == batches.map(\.0).max())
            let late = Array(batches[(batches.count / 2)...])
            var sum = 0.0
            for index in 1..<late.count {
                let difference = late[index].0 - late[index - 1].0
                sum += difference * difference * min(late[index].1, late[index - 1].1) / 2
            }
            let expected = (sum / Double(late.count - 1) / Double(state.judged)).squareRoot()
            #expect(abs(try #require(state.lossError) - expected) < 1e-12 && expected > 0)
            compared += 1
        }
        #expect(compared > 1)
    }

    /// What survives is fixed before the rates between the best and its neighbours are tried.
    @Test func `rates that were begun after the survivors are kept too`() throws {
        // Within a decade there is nowhere to walk to, and runs of 28 steps leave some of the budget.
        let item = Self.item(FinderSettings(minimum: 1e-3, maximum: 1e-2), horizon: 28)
        let whole = try execute(item)
        #expect(whole.outcome.trials.count > FinderSettings.firstTrials)
        let rest = try execute(item, from: try #require(whole.checkpoints.last))
        #expect(rest.resume.step != nil && rest.outcome == whole.outcome)
    }

    @Test func `a checkpoint that is another range test's is refused, and changes nothing`() throws {
        let item = Self.item(FinderSettings())
        let whole = try execute(item)
        let sweeping = try #require(whole.checkpoints.first)
        let trying = try #require(whole.checkpoints.last)
        func refuses(_ checkpoint: RangeTestCheckpoint, _ change: (inout RangeTestCheckpoint) -> Void) throws {
            var other = checkpoint
            change(&other)
            let part = try execute(item, from: other)
            #expect(part.resume.step == nil && part.resume.remarks.count == 1)
            #expect(part.outcome == whole.outcome)
        }
        try refuses(sweeping) { $0.sweeps = trying.sweeps }
        try refuses(sweeping) { $0.phase = trying.phase }
        try refuses(trying) { $0.sweeps = [] }
        try refuses(trying) { $0.sweeps[0].seed += 1 }
        try refuses(trying) { $0.sweeps[0].stop = .interrupted }
        guard case .sweep(let curve, let network) = sweeping.phase, case .trials(let trials) = trying.phase else {
            Issue.record("a sweep comes first, trials last")
            return
        }
        try refuses(sweeping) { $0.phase = .sweep(curve: [], network) }
        try refuses(sweeping) { checkpoint in
            var other = curve
            other[0].learningRate *= 2
            checkpoint.phase = .sweep(curve: other, network)
        }
        try refuses(sweeping) { checkpoint in
            var other = network
            other.weights.removeLast()
            checkpoint.phase = .sweep(curve: curve, other)
        }
        try refuses(trying) { checkpoint in
            var other = trials
            other.underWay[0].scores.removeLast()
            checkpoint.phase = .trials(other)
        }
        try refuses(trying) { checkpoint in
            var other = trials
            // Batches are of 60 samples.
            other.underWay[0].scores[0].count = 61
            checkpoint.phase = .trials(other)
        }
        // What the search does not ask for is no reason to stop.
        var strange = trying
        var other = trials
        other.stages[0].target += 1
        strange.phase = .trials(other)
        let part = try execute(item, from: strange)
        #expect(part.resume.step != nil && part.outcome.learningRate != nil)
    }
}
