import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What TensorBoard's own library reads from the files of an experiment. Needs Python and PyPI.
@Suite(.enabled("needs TensorBoard from PyPI") { try TensorBoardServer.python() != nil })
struct EventFileTests {
    /// Prints for each run folder below the argument: tags, scalars, histograms, the HParams table and session.
    private static let script = """
        import glob, json, os, sys
        from google.protobuf.json_format import MessageToDict
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
        from tensorboard.util.tensor_util import make_ndarray
        folders = sorted({os.path.dirname(f) for f in glob.glob(sys.argv[1] + "/**/*tfevents*", recursive=True)})
        result = {}
        for folder in folders:
            events = EventAccumulator(folder, size_guidance={"scalars": 0, "images": 0, "tensors": 0}).Reload()
            tags = events.Tags()
            run = {"scalars": {t: [[e.step, e.value] for e in events.Scalars(t)] for t in tags["scalars"]}}
            run["start"] = events.FirstEventTimestamp()
            run["histograms"] = {}
            for tag in tags["tensors"]:
                plugin = events.SummaryMetadata(tag).plugin_data
                if tag.startswith("_hparams_/"):
                    run[tag] = MessageToDict(HParamsPluginData.FromString(plugin.content))
                if plugin.plugin_name == "histograms":
                    run["histograms"][tag] = [[event.step, *bucket] for event in events.Tensors(tag)
                                              for bucket in make_ndarray(event.tensor_proto).tolist()]
            if "configuration" in tags["tensors"]:
                run["text"] = events.Tensors("configuration")[0].tensor_proto.string_val[0].decode()
            result[os.path.relpath(folder, sys.argv[1])] = run
        print(json.dumps(result, sort_keys=True))
        """

    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder
    private let clock = TickingClock()

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    /// - Parameters:
    ///   - endings: of runs that are not done at their end, by name.
    ///   - broken: steps whose loss is not a number.
    ///   - histograms: of the last step.
    private func run(
        _ plan: RunPlan, endings: [String: RunOutcome.Ending] = [:], leavingOut: Set<String> = [],
        broken: Set<Int> = [], histograms: [TensorHistogram] = []
    ) throws {
        let clock = clock
        let work = try folder.adopt(plan)
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: work,
            command: TypedCommand("xrun"), clock: { clock.now() })
        for run in plan.runs where work.outcomes[PlanItemID(run.name)] == nil && !leavingOut.contains(run.name) {
            let id = PlanItemID(run.name)
            reporter.handle(.started(id))
            let bounds = run.configuration.schedule.rateBounds(runRate: 0.1)
            reporter.handle(
                .item(id, .began(ItemStart(learningRate: 0.1, rateBounds: bounds, workload: Samples.workload))))
            for step in 1...40 {
                let split = step % 10 == 0 ? Experiment.Measurement.Split.validation : .train
                // The third validation is as good as the second, the last one worse.
                let quality = Double([30: 20, 40: 15][step] ?? step)
                reporter.handle(
                    .item(
                        id,
                        .measured(
                            Experiment.Measurement(
                                step: step, epoch: Double(step) / 10, split: split,
                                loss: broken.contains(step) ? .nan : 1 / quality, accuracy: 1 - 1 / (quality + 1),
                                learningRate: 0.1 / Double(step)))))
            }
            if !histograms.isEmpty { reporter.handle(.item(id, .distributed(step: 40, histograms))) }
            var outcome = Samples.outcome(endings[run.name] ?? .done, rate: 0.1)
            outcome.rateBounds = bounds
            reporter.handle(.finished(id, .outcome(.run(outcome))))
        }
        #expect(reporter.finish() == [])
    }

    private func read() throws -> [String: [String: Any]] {
        let python = try #require(try TensorBoardServer.python())
        let result = try python.run(Self.script, [folder.path])
        return try #require(
            JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: [String: Any]], "\(result.errors)"
        )
    }

    private static let runs = [
        Samples.plannedRun(
            "a", RunConfiguration(optimizer: .adam(), learningRate: .fixed(0.1), batchSize: 32, seed: 1)),
        Samples.plannedRun("b", RunConfiguration(optimizer: .sgd(), learningRate: .fixed(0.2), batchSize: 64, seed: 2)),
    ]

    @Test func `TensorBoard reads the scalars of metrics jsonl as Float32`() throws {
        try run(Samples.plan(runs: [Self.runs[0]]))
        let found = try read()
        // Foundation's JSON reader is a bit off in the last digits of a Double, never in those of a Float.
        let scalars = try #require(found["a"]?["scalars"] as? [String: [[Double]]]).mapValues { points in
            points.map { $0.map(Float.init) }
        }
        #expect(
            Set(scalars.keys) == [
                "train/loss", "train/accuracy", "validation/loss", "validation/accuracy", "learning_rate", "test/loss",
                "test/accuracy", "validation/best_loss", "validation/best_accuracy",
            ])
        let measurements = try MetricsFile.read(folder: folder.path + "/a")
        #expect(measurements.count == 40)
        for split in [Experiment.Measurement.Split.train, .validation] {
            let lines = measurements.filter { $0.split == split }
            #expect(scalars["\(split)/loss"] == lines.map { [Float($0.step), Float($0.loss)] })
            #expect(scalars["\(split)/accuracy"] == lines.map { [Float($0.step), Float($0.accuracy)] })
        }
        #expect(
            scalars["learning_rate"]
                == measurements.filter { $0.split == .train }.map { [Float($0.step), Float($0.learningRate)] })
        #expect(scalars["validation/best_loss"] == [[10, 0.1], [20, 0.05]])
        #expect(scalars["validation/best_accuracy"] == [[10, Float(1 - 1.0 / 11)], [20, Float(1 - 1.0 / 21)]])
        #expect(scalars["test/loss"] == [[40, Float(0.28 + 0.01)]])
        #expect(scalars["test/accuracy"] == [[40, Float(0.9 - 0.005)]])
        let text = try #require(found["a"]?["text"] as? String)
        #expect(text.contains("| `optimizer.adam.beta1`"))
        #expect((found["a"]?["start"] as? Double ?? 0) > 1.79e9)
    }

    /// By chance a broken network may be right more often than one that has learned nothing yet.
    @Test func `a validation whose loss is not finite is never the best`() throws {
        try run(Samples.plan(runs: [Self.runs[0]]), broken: [20])
        let reader = TensorBoardReader(python: try #require(try TensorBoardServer.python()))
        let scalars = try reader.read(folder.path + "/a").scalars
        #expect(scalars["validation/loss"]?.map(\.step) == [10, 20, 30, 40])
        // The third validation is as right as the broken one.
        #expect(scalars["validation/best_accuracy"]?.map(\.step) == [10, 30])
        #expect(scalars["validation/best_loss"]?.map(\.step) == [10, 30])
    }

    /// Thirty buckets from -15 to 15, each as wide as 1.
    @Test func `TensorBoard reads the buckets of a histogram from their low ends to their high ones`() throws {
        let histogram = TensorHistogram(.gradients, tensor: "conv1.weight", values: [-15, 0.5, 0.75, 15])
        try run(Samples.plan(runs: [Self.runs[0]]), histograms: [histogram])
        let found = try read()
        let histograms = try #require(found["a"]?["histograms"] as? [String: [[Double]]])
        let counts: [Int: Double] = [-15: 1, 0: 2, 14: 1]
        let buckets: [[Double]] = (-15..<15).map { low in [40, Double(low), Double(low + 1), counts[low] ?? 0] }
        #expect(histograms == ["gradients/conv1.weight": buckets])
    }

    /// The second seed is beyond what a number keeps exactly.
    @Test func `a column of several kinds spells a value in its filter as in its row`() throws {
        let runs = [("a", 3), ("b", 1 << 60)].map { name, seed in
            Samples.plannedRun(name, RunConfiguration(learningRate: .fixed(0.1), seed: seed))
        }
        try run(Samples.plan(runs: runs))
        let found = try read()
        let columns = try #require(try table(found, "a")["hparamInfos"] as? [[String: Any]])
        let seed = try #require(columns.first { $0["name"] as? String == "seed" })
        #expect(seed["domainDiscrete"] as? [String] == ["3", "1152921504606846976"], "\(seed)")
        #expect(try session(found, "a")["seed"] as? String == "3")
    }

    @Test func `a column's kind, and what its filter offers, follow from its values`() throws {
        let settings: [(name: String, optimizer: OptimizerSpec, batchSize: Int)] = [
            ("a", .sgd(momentum: 0.9), 48), ("b", .sgd(momentum: 0.9, nesterov: true), 32), ("c", .adam(), 64),
        ]
        let runs = settings.map { name, optimizer, batchSize in
            Samples.plannedRun(
                name, RunConfiguration(optimizer: optimizer, learningRate: .fixed(0.1), batchSize: batchSize))
        }
        try run(Samples.plan(runs: runs))
        let found = try read()
        let columns = try #require(try table(found, "a")["hparamInfos"] as? [[String: Any]])
        func column(_ name: String) throws -> [String: Any] {
            try #require(columns.first { $0["name"] as? String == name }, "\(columns)")
        }
        let optimizer = try column("optimizer")
        #expect(optimizer["type"] as? String == "DATA_TYPE_STRING")
        #expect(optimizer["domainDiscrete"] as? [String] == ["sgd", "adam"])
        let nesterov = try column("optimizer.sgd.nesterov")
        #expect(nesterov["type"] as? String == "DATA_TYPE_BOOL")
        #expect(nesterov["domainDiscrete"] as? [Bool] == [false, true])
        let batchSize = try column("batch_size")
        #expect(batchSize["type"] as? String == "DATA_TYPE_FLOAT64")
        #expect(batchSize["domainInterval"] as? [String: Double] == ["minValue": 32, "maxValue": 64])
    }

    @Test func `the HParams table has the columns that differ, the same in every run`() throws {
        try run(Samples.plan(runs: Self.runs))
        let found = try read()
        let tables = try ["a", "b"].map { try table(found, $0) }
        #expect(tables[0] == tables[1])
        let columns = try #require(tables[0]["hparamInfos"] as? [[String: Any]])
        #expect(columns.map { $0["name"] as? String } == ["learning_rate", "optimizer", "batch_size", "seed"])
        #expect(
            columns.map { $0["type"] as? String } == [
                "DATA_TYPE_FLOAT64", "DATA_TYPE_STRING", "DATA_TYPE_FLOAT64", "DATA_TYPE_FLOAT64",
            ])
        let metrics = try #require(tables[0]["metricInfos"] as? [[String: Any]])
        #expect(
            metrics.map { ($0["name"] as? [String: String])?["tag"] } == [
                "validation/accuracy", "validation/best_accuracy", "validation/loss", "validation/best_loss",
                "test/accuracy", "test/loss",
            ])
        #expect(metrics.first?["displayName"] as? String == "last validation accuracy")
        let values = try session(found, "b")
        #expect(values == ["learning_rate": 0.1, "optimizer": "sgd", "batch_size": 64, "seed": 2] as NSDictionary)
        #expect(status(found, "b") == "STATUS_SUCCESS")
    }

    /// TensorBoard's means take in every session whose status is ticked.
    @Test func `a run that diverged can be left out of the HParams table's means`() throws {
        try run(Samples.plan(runs: Self.runs), endings: ["a": .diverged(step: 40, learningRate: 0.1)])
        let found = try read()
        #expect(status(found, "a") == "STATUS_FAILURE")
        #expect(status(found, "b") == "STATUS_SUCCESS")
    }

    @Test func `a rate that nothing uses has no cell in the HParams table`() throws {
        let cycle = ScheduleSpec(kind: .oneCycle(.init(maximum: 0.01)))
        let runs = [
            Samples.plannedRun("a", RunConfiguration(learningRate: .fixed(0.3), schedule: cycle)),
            Samples.plannedRun("b", RunConfiguration(learningRate: .fixed(0.1), batchSize: 32)),
        ]
        try run(Samples.plan(runs: runs))
        let found = try read()
        #expect(try session(found, "a")["learning_rate"] == nil)
        #expect(try session(found, "b")["learning_rate"] as? Double == 0.1)
        let columns = try #require(try table(found, "a")["hparamInfos"] as? [[String: Any]])
        let rate = try #require(columns.first { $0["name"] as? String == "learning_rate" })
        let interval = rate["domainInterval"] as? [String: Double]
        #expect(interval == ["minValue": 0.1, "maxValue": 0.1], "\(rate)")
    }

    @Test func `a suggestion in whose place bounds were found has no cell in the HParams table`() throws {
        let cycle = ScheduleSpec(kind: .oneCycle(.init()))
        let auto = LearningRateSpec.auto(FinderSettings())
        let runs = [
            Samples.plannedRun("a", RunConfiguration(learningRate: auto, schedule: cycle), rangeTestKey: "key"),
            Samples.plannedRun("b", RunConfiguration(learningRate: auto), rangeTestKey: "key"),
        ]
        try run(Samples.plan(runs: runs))
        let found = try read()
        #expect(try session(found, "a")["learning_rate"] == nil)
        #expect(try session(found, "b")["learning_rate"] as? Double == 0.1)
    }

    @Test func `groups that repeat over seeds have no column of one seed`() throws {
        let runs = Samples.seeds(2, of: "a", rate: 0.1) + Samples.seeds(2, of: "b", rate: 0.2)
        try run(Samples.plan(runs: runs))
        let found = try read()
        let name = try #require(runs.first?.name)
        let columns = try #require(try table(found, name)["hparamInfos"] as? [[String: Any]])
        #expect(columns.map { $0["name"] as? String } == ["learning_rate"])
        #expect(try session(found, name) == ["learning_rate": 0.1] as NSDictionary)
    }

    @Test func `a plan with new columns renews the rows of what is done`() throws {
        try run(Samples.plan(runs: Self.runs))
        let longer = Samples.plannedRun("c", RunConfiguration(learningRate: .auto(FinderSettings()), epochs: 9))
        try run(Samples.plan(runs: Self.runs + [longer]))
        let found = try read()
        let names = (try table(found, "a")["hparamInfos"] as? [[String: Any]])?.map { $0["name"] as? String }
        #expect(names == ["learning_rate", "optimizer", "learning_rate_from", "batch_size", "epochs", "seed"])
        #expect(try table(found, "a") == table(found, "c"))
        #expect(try session(found, "a")["epochs"] as? Double == 5)
        #expect(try session(found, "c")["learning_rate_from"] as? String == "auto")
        #expect((found["a"]?["scalars"] as? [String: [[Double]]])?["train/loss"]?.count == 36)
    }

    @Test func `a plan with new columns renews the row of a run that was interrupted and is left out`() throws {
        try run(Samples.plan(runs: Self.runs), endings: ["a": .interrupted(step: 40)])
        let longer = Samples.plannedRun("c", RunConfiguration(learningRate: .fixed(0.3), epochs: 9))
        try run(Samples.plan(runs: Self.runs + [longer]), leavingOut: ["a"])
        let found = try read()
        #expect(try table(found, "a") == table(found, "c"))
        #expect(try session(found, "a")["epochs"] as? Double == 5)
        #expect(status(found, "a") == "STATUS_FAILURE")
    }

    @Test(arguments: TensorBoardServer.Loader.allCases)
    func `a TensorBoard that looks on shows rows, ends and metrics without a warning`(
        loader: TensorBoardServer.Loader
    ) async throws {
        let server = try await TensorBoardServer(
            logFolder: folder.path, loader: loader, python: try #require(try TensorBoardServer.python()))
        try run(Samples.plan(runs: Self.runs))
        let groups = try await server.ask {
            try await server.sessionGroups()
        } until: { groups in
            let sessions = groups.flatMap { $0["sessions"]?.elements ?? [] }
            return sessions.count == 2 && sessions.allSatisfy { $0["status"] == .string("STATUS_SUCCESS") }
                && sessions.allSatisfy { $0["metricValues"]?.elements.count == 6 }
        }
        #expect(groups.map { $0["name"]?.string } == ["a", "b"])
        #expect(groups.map { $0["hparams"]?["batch_size"]?.number } == [32, 64])
        let points = try await server.ask {
            try await server.scalars(run: "b", tag: "train/loss")
        } until: {
            $0.count == 36
        }
        #expect(points.map(\.step) == (1...40).filter { $0 % 10 != 0 })
        #expect(try await server.runs() == ["a", "b"])
        #expect(try server.warnings == [])
    }

    private func table(_ found: [String: [String: Any]], _ run: String) throws -> NSDictionary {
        let data = try #require(found[run]?["_hparams_/experiment"] as? [String: Any])
        return try #require(data["experiment"] as? NSDictionary)
    }

    private func session(_ found: [String: [String: Any]], _ run: String) throws -> NSDictionary {
        let data = try #require(found[run]?["_hparams_/session_start_info"] as? [String: Any])
        return try #require((data["sessionStartInfo"] as? [String: Any])?["hparams"] as? NSDictionary)
    }

    /// With which its session ended.
    private func status(_ found: [String: [String: Any]], _ run: String) -> String? {
        let end = found[run]?["_hparams_/session_end_info"] as? [String: [String: Any]]
        return end?["sessionEndInfo"]?["status"] as? String
    }
}
