import Experiment
import Testing

@Suite struct SharedSettingsTests {
    private func line(tellsSeed: Bool = false, _ changes: ((inout RunConfiguration) -> Void)...) -> String? {
        let configurations = changes.map { change in
            var configuration = RunConfiguration()
            change(&configuration)
            return configuration.settings
        }
        return SharedSettings.line(configurations, tellsSeed: tellsSeed)
    }

    @Test func `what all runs share is told in the order of the file`() {
        #expect(
            line({ $0.learningRate = .fixed(0.1) }, { $0.learningRate = .auto(FinderSettings()) })
                == "All runs: fashion-mnist, lenet5, adam, batch size 64, 5 epochs.")
        #expect(line({ $0.epochs = 1 }) == "The run: fashion-mnist, lenet5, adam, batch size 64, 1 epoch.")
        #expect(line() == nil)
    }

    @Test func `a seed is told where all runs have it`() {
        let rest = "fashion-mnist, lenet5, adam, batch size 64, 5 epochs"
        #expect(line(tellsSeed: true, { _ in }, { $0.batchSize = 64 }) == "All runs: \(rest), seed 7.")
        #expect(line(tellsSeed: true, { $0.seed = 1 }, { $0.seed = 2 }) == "All runs: \(rest).")
        #expect(line({ _ in }) == "The run: \(rest).")
    }

    @Test func `what differs is left out, and what is default below a name`() {
        func run(_ momentum: Double, decay: Double = 0.01) -> (inout RunConfiguration) -> Void {
            return {
                $0.dataset = DatasetSpec(source: .shapes, path: "/data", limit: 640)
                $0.optimizer = .sgd(momentum: momentum, weightDecay: decay)
                $0.model = .layers([LayerSpec(.flatten), LayerSpec(.dense(units: 10))])
                $0.labelSmoothing = 0.1
            }
        }
        let (data, model) = ("{name: shapes, limit: 640}", "{layers: [flatten, {dense: 10}]}")
        let rest = "batch size 64, 5 epochs, label_smoothing: 0.1."
        #expect(line(run(0.9)) == "The run: \(data), \(model), {sgd: {momentum: 0.9, weight_decay: 0.01}}, \(rest)")
        #expect(line(run(0), run(0.9)) == "All runs: \(data), \(model), {sgd: {weight_decay: 0.01}}, \(rest)")
        #expect(line(run(0, decay: 0), run(0.9, decay: 0)) == "All runs: \(data), \(model), sgd, \(rest)")
        #expect(
            line(run(0.9), { $0.optimizer = .adam() }, { $0.model = .named(.mlp) }, { $0.epochs = 3 })
                == "All runs: batch size 64.")
    }

    @Test func `a schedule is told unless it is constant`() {
        func text(_ kind: ScheduleSpec.Kind, warmup: ScheduleSpec.Warmup? = nil) -> String? {
            line({ $0.schedule = ScheduleSpec(kind: kind, warmup: warmup) })?
                .replacing("The run: fashion-mnist, lenet5, adam, ", with: "")
                .replacing("batch size 64, 5 epochs.", with: "")
        }
        #expect(text(.constant) == "")
        #expect(text(.cosine()) == "cosine, ")
        #expect(text(.step(every: .epochs(1))) == "{step: {every: 1}}, ")
        #expect(text(.exponential(gamma: 0.5)) == "{exponential: {gamma: 0.5}}, ")
        #expect(text(.oneCycle(.init(maximum: 0.1))) == "{one_cycle: {max: 0.1}}, ")
        #expect(
            text(.constant, warmup: ScheduleSpec.Warmup())?.hasPrefix("{constant: {linear_warmup: {length: ") == true)
    }
}
