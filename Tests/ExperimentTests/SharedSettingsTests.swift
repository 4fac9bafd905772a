import Experiment
import Testing

@Suite struct SharedSettingsTests {
    private func line(tellsSeed: Bool = false, _ changes: ((inout RunConfiguration) -> Void)...) -> String? {
        let runs = changes.map { change in
            var configuration = RunConfiguration()
            change(&configuration)
            return SharedSettings.Run(configuration: configuration.settings, said: [])
        }
        return SharedSettings.line(runs, besides: [tellsSeed ? "learning_rate" : "seed"])
    }

    /// What holds unless a row says otherwise.
    /// - Parameter runs: what each changes of `base`, and what its row says of that.
    private func unsaid(
        _ base: RunConfiguration, besides columns: Set<String> = ["learning_rate"],
        _ runs: [(said: [Setting], change: (inout RunConfiguration) -> Void)]
    ) -> String? {
        let runs = runs.map { run in
            var configuration = base
            run.change(&configuration)
            return SharedSettings.Run(configuration: configuration.settings, said: run.said)
        }
        let parts = SharedSettings.line(runs, besides: columns)?.split(separator: "Unless a row says otherwise: ") ?? []
        return parts.count == 2 ? parts.last.map(String.init) : nil
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

    @Test func `whatever decides numbers is told where it is not the default`() {
        let rest = "All runs: fashion-mnist, lenet5, adam, batch size 64, 5 epochs"
        func told(_ change: @escaping (inout RunConfiguration) -> Void) -> String? { line(change, change) }
        let deciding = told {
            ($0.validateEvery, $0.labelSmoothing, $0.gradientClip, $0.stopOnDivergence) = (0.5, 0.1, 1, 2)
        }
        #expect(
            deciding == "\(rest), validate_every: 0.5, label_smoothing: 0.1, gradient_clip: 1, stop_on_divergence: 2.")
        let writing = told {
            ($0.logEvery, $0.histograms, $0.timeout) = (1, true, 60)
            $0.checkpointEvery = .seconds(1)
        }
        #expect(writing == "\(rest).")
        #expect(line({ $0.stopOnDivergence = 2 }, { $0.stopOnDivergence = nil }) == "\(rest).")
    }

    @Test func `how all data sets are used is told where they are several`() {
        #expect(
            line({ $0.dataset.limit = 640 }, { $0.dataset = DatasetSpec(source: .shapes, limit: 640) })
                == "All runs: dataset.limit: 640, lenet5, adam, batch size 64, 5 epochs.")
    }

    @Test func `names of classes are left out`() {
        let source = DatasetSpec.Source.idx(path: "/pets", classes: 2)
        let text = line({ $0.dataset = DatasetSpec(source: source, classNames: ["cat", "dog"]) })
        #expect(text?.hasPrefix("The run: {idx: {path: /pets, classes: 2}}, lenet5") == true, "\(text ?? "")")
        // Nor do runs differ by them.
        let base = RunConfiguration(dataset: DatasetSpec(source: source, classNames: ["cat", "dog"]))
        #expect(
            unsaid(base, [([], { _ in }), ([Setting("dataset", .string("x"))], { $0.dataset.classNames = [] })]) == nil)
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
        // Of five epochs two whole cycles have half ones of 1.25 epochs.
        #expect(text(.cyclical(.init(stepSize: .epochs(1.25)))) == "cyclical, ")
        #expect(text(.cyclical(.init(stepSize: .epochs(1)))) == "{cyclical: {step_size: 1}}, ")
        #expect(text(.oneCycle(.init(maximum: 0.1))) == "{one_cycle: {max: 0.1}}, ")
        #expect(
            text(.constant, warmup: ScheduleSpec.Warmup())?.hasPrefix("{constant: {linear_warmup: {length: ") == true)
    }

    @Test func `what base gives is told where some rows say otherwise`() {
        let base = RunConfiguration(
            model: .named(.mlp), optimizer: .sgd(momentum: 0.9), learningRate: .fixed(0.1),
            schedule: ScheduleSpec(kind: .cosine()), labelSmoothing: 0.1)
        let runs: [(said: [Setting], change: (inout RunConfiguration) -> Void)] = [
            ([], { _ in }),
            ([Setting("learning_rate", .number(0.01))], { $0.learningRate = .fixed(0.01) }),
            ([Setting("schedule", .string("constant"))], { $0.schedule = ScheduleSpec() }),
            ([Setting("label_smoothing", .number(0))], { $0.labelSmoothing = 0 }),
            ([Setting("optimizer", .string("adam"))], { $0.optimizer = .adam() }),
            ([Setting("model", .string("softmax_regression"))], { $0.model = .named(.softmaxRegression) }),
        ]
        let rest = "schedule: cosine, label_smoothing: 0.1."
        #expect(unsaid(base, runs) == "model: mlp, optimizer.sgd.momentum: 0.9, \(rest)")
        #expect(
            unsaid(base, besides: ["seed"], runs)
                == "model: mlp, optimizer.sgd.momentum: 0.9, learning_rate: 0.1, \(rest)")
    }

    @Test func `the seed of base is told where rows set others`() {
        let own = [Setting("seed", .integer(1))]
        let set: (inout RunConfiguration) -> Void = { $0.seed = 1 }
        let kept: (inout RunConfiguration) -> Void = { _ in }
        #expect(unsaid(RunConfiguration(), [(own, set), ([], kept), ([], kept)]) == "seed: 7.")
        // Where it has a column, is told of all, or is one of several that repeat a row.
        #expect(unsaid(RunConfiguration(), besides: ["seed"], [(own, set), ([], kept)]) == nil)
        #expect(unsaid(RunConfiguration(), [(own, set), ([], set)]) == nil)
        #expect(unsaid(RunConfiguration(), [(own, set), ([], kept), ([], { $0.seed = 8 })]) == nil)
    }

    @Test func `layers and files that base gives are told without a name`() {
        let layers = RunConfiguration(model: .layers([LayerSpec(.flatten), LayerSpec(.dense(units: 10))]))
        #expect(
            unsaid(layers, [([], { _ in }), ([Setting("model", .string("mlp"))], { $0.model = .named(.mlp) })])
                == "model.layers: [flatten, {dense: 10}].")
        let files = RunConfiguration(dataset: DatasetSpec(source: .idx(path: "/pets", classes: 2)))
        #expect(
            unsaid(files, [([], { _ in }), ([Setting("dataset", .string("shapes"))], { $0.dataset.source = .shapes })])
                == "dataset.idx.path: /pets, dataset.idx.classes: 2.")
    }

    @Test func `what follows from the epochs is no difference`() {
        func cycles(_ epochs: Int) -> (inout RunConfiguration) -> Void {
            return {
                $0.epochs = epochs
                let span = ScheduleSpec.Cyclical.wholeCycles(in: epochs)
                $0.schedule = ScheduleSpec(kind: .cyclical(.init(stepSize: span)))
            }
        }
        #expect(line(cycles(1), cycles(4)) == "All runs: fashion-mnist, lenet5, adam, cyclical, batch size 64.")
    }

    @Test func `defaults of schedules that neither base nor a row has set are not told`() {
        func row(_ name: String, _ schedule: ScheduleSpec) -> (
            said: [Setting], change: (inout RunConfiguration) -> Void
        ) {
            (said: [Setting(name, .string("as it is"))], change: { $0.schedule = schedule })
        }
        let momentum = ScheduleSpec.Cyclical.defaultMomentum
        let span = ScheduleSpec.Cyclical.wholeCycles(in: RunConfiguration().epochs)
        let rows = [
            row("schedule.constant.linear_warmup.length", ScheduleSpec(warmup: ScheduleSpec.Warmup())),
            row("schedule", ScheduleSpec(kind: .cyclical(.init(stepSize: span)))),
            row(
                "schedule.cyclical.cycle_momentum",
                ScheduleSpec(kind: .cyclical(.init(stepSize: span, momentum: momentum)))),
            row(
                "schedule.one_cycle.cycle_momentum",
                ScheduleSpec(kind: .oneCycle(.init(momentum: ScheduleSpec.OneCycle.defaultMomentum)))),
        ]
        #expect(unsaid(RunConfiguration(), rows) == nil)
        // What `base` gives is none of them.
        var base = RunConfiguration()
        base.schedule = ScheduleSpec(kind: .cyclical(.init(stepSize: .epochs(2))))
        #expect(
            unsaid(
                base, [([], { _ in }), ([Setting("schedule", .string("constant"))], { $0.schedule = ScheduleSpec() })])
                == "schedule.cyclical.step_size: 2.")
    }

    @Test func `what nothing looks at is told of no run`() {
        func cycles(_ momentum: Double) -> (inout RunConfiguration) -> Void {
            return {
                $0.optimizer = .sgd(momentum: momentum)
                let oneCycle = ScheduleSpec.OneCycle(momentum: ScheduleSpec.OneCycle.defaultMomentum)
                $0.schedule = ScheduleSpec(kind: .oneCycle(oneCycle))
            }
        }
        for text in [line(cycles(0.1)), line(cycles(0.1), cycles(0.5))] {
            #expect(text?.contains("lenet5, sgd, {one_cycle: ") == true, "\(text ?? "")")
        }
        // What the others have of `base` is told of them.
        let base = RunConfiguration(optimizer: .sgd(momentum: 0.9))
        let schedule = Setting("schedule", .string("one_cycle"))
        for momentum in [0.9, 0.5] {
            #expect(
                unsaid(base, [([], { _ in }), ([schedule], cycles(momentum))]) == "optimizer.sgd.momentum: 0.9.")
            #expect(
                unsaid(base, [([schedule], cycles(momentum)), ([], { _ in })]) == "optimizer.sgd.momentum: 0.9.")
        }
    }

    @Test func `what every row says, and what no row can leave open, is not told again`() {
        let base = RunConfiguration(optimizer: .sgd(momentum: 0.9))
        // A name of the same optimizer keeps its momentum.
        let (sgd, adam) = (Setting("optimizer", .string("sgd")), Setting("optimizer", .string("adam")))
        #expect(
            unsaid(base, [([sgd], { _ in }), ([adam], { $0.optimizer = .adam() })])
                == "optimizer.sgd.momentum: 0.9.")
        let momenta = [0, 0.5].map { momentum in
            (
                said: [Setting("optimizer.sgd.momentum", .number(momentum))],
                change: { (run: inout RunConfiguration) in run.optimizer = .sgd(momentum: momentum) }
            )
        }
        #expect(unsaid(base, momenta) == nil)
        // The name of another data set says nothing of how it is used.
        let limited = RunConfiguration(dataset: DatasetSpec(limit: 640))
        let shapes = Setting("dataset", .string("shapes"))
        #expect(
            unsaid(limited, [([], { _ in }), ([shapes], { $0.dataset.source = .shapes })])
                == "dataset.name: fashion-mnist.")
        // Rows that are silent and differ tell no value that holds for both.
        #expect(unsaid(base, [([], { $0.batchSize = 32 }), ([], { _ in })]) == nil)
    }
}
