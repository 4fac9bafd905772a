import Experiment
import Foundation
import Reporting
import Synchronization
import TestSupport
import Testing

/// A clock that goes on by a tenth of a second at each look.
final class TickingClock: Sendable {
    private let tenths = Mutex(17_955_327_000)
    private let act = Mutex<(@Sendable () -> Void)?>(nil)

    /// Has `act` done at the next look alone. A log that looks is at work, and nobody else looks at its files.
    func atNextLook(_ act: @escaping @Sendable () -> Void) { self.act.withLock { $0 = act } }

    func now() -> Double {
        let next = act.withLock { act -> (@Sendable () -> Void)? in
            defer { act = nil }
            return act
        }
        next?()
        return tenths.withLock {
            $0 += 1
            return Double($0) / 10
        }
    }
}

@Suite struct ReporterTests {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder
    let clock = TickingClock()

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    static let plan: RunPlan = {
        let fixed = Samples.plannedRun(
            "learning_rate=0.1", RunConfiguration(learningRate: .fixed(0.1), seed: 1),
            varied: [("learning_rate", .number(0.1))])
        return Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun()), .run(fixed)])
    }()

    private func reporter(_ plan: RunPlan = plan) throws -> Reporter {
        let clock = clock
        return try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun fashion.yaml"), clock: { clock.now() })
    }

    private static func measurement(_ step: Int, _ split: Experiment.Measurement.Split, loss: Double = 0.5)
        -> Experiment.Measurement
    {
        Experiment.Measurement(
            step: step, epoch: Double(step) / 750, split: split, loss: loss / Double(step), accuracy: 0.9,
            learningRate: 0.1)
    }

    private func train(_ reporter: Reporter, _ id: PlanItemID, _ outcome: RunOutcome) {
        reporter.handle(.started(id))
        reporter.handle(.item(id, .began(ItemStart(learningRate: outcome.learningRate, workload: Samples.workload))))
        for (step, split) in [(50, .train), (75, .validation), (100, .train), (150, .train), (150, .validation)]
            as [(Int, Experiment.Measurement.Split)]
        {
            reporter.handle(.item(id, .measured(Self.measurement(step, split))))
        }
        reporter.handle(.finished(id, .outcome(.run(outcome))))
    }

    @Test func `a run's record has what the plan has of its own data set`() throws {
        let dataset = DatasetSpec(source: .shapes)
        var plan = Samples.plan(runs: [
            Samples.plannedRun("a"), Samples.plannedRun("b", RunConfiguration(dataset: dataset)),
        ])
        for index in plan.datasets.indices where plan.datasets[index].spec == dataset {
            plan.datasets[index].summary.checksum = "decaf"
        }
        let reporter = try reporter(plan)
        for item in plan.items { #expect(reporter.handle(.started(item.id)) == nil) }
        _ = reporter.finish()
        let checksums = try folder.contents().runs.map { ($0.record.run.name, $0.record.dataset.checksum) }
        #expect(Dictionary(uniqueKeysWithValues: checksums) == ["a": Samples.dataset.checksum, "b": "decaf"])
    }

    @Test func `why runs are left after a failure is kept until the next start`() throws {
        let plan = Samples.plan(runs: ["a", "b", "c"].map { Samples.plannedRun($0) })
        let first = try reporter(plan)
        first.handle(.started(PlanItemID("a")))
        first.handle(.finished(PlanItemID("a"), .failed(ItemFailure("too few samples"))))
        #expect(first.report.endRemark(.plain) == nil)
        #expect(first.finish(endedAfter: PlanItemID("a")) == [])
        #expect(first.report.endRemark(.plain) == "2 runs are left: --fail-fast ended the start after a failed.")
        func summary() throws -> String { try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8) }
        let told = try summary()
        #expect(
            told.contains(
                "\n\n2 runs are left: `--fail-fast` ended the start after `a` failed. The same command goes on.\n\n"),
            "\(told)")
        try Report.rebuild(folder, now: Samples.start)
        #expect(try summary() == told)
        _ = try reporter(plan).finish()
        #expect(try !summary().contains("--fail-fast"))
    }

    @Test func `folders that are no run's of the file are named, with the way out`() throws {
        let former = ["a", "b", "x"].map { Samples.plannedRun($0) }
        _ = try reporter(Samples.plan([.rangeTest(Samples.rangeTest)] + former.map(PlanItem.run))).finish()
        for run in former {
            let record = Samples.record(run, Samples.outcome())
            try temporary.write(JSONText.document(record.json), to: "runs/fashion/\(run.name)/run.json")
        }
        try temporary.write(
            JSONText.document(Samples.rangeTestRecord().json), to: "runs/fashion/finder/\(Samples.testKey)/finder.json")
        var changed = former[1]
        changed.identity = "with other settings"
        let plan = Samples.plan(runs: [former[0], changed])
        let planned = try folder.progress(of: plan)
        func start(_ selected: [PlannedRun], _ command: String = "xrun fashion.yaml") throws -> Reporter {
            try Reporter(
                plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
                selected: Set(selected.map(\.id)), command: TypedCommand(command))
        }
        // What the file has with other settings is not to be moved out: a run of that name, which moves aside by itself
        // when it begins anew, and a range test that may be that of a run that was left out. With --set runs have other
        // names than the file gives them.
        let part = try start([former[0]])
        #expect(part.finish() == [])
        let remark = try #require(part.report.strayRemark(.plain))
        let test = PlanItemID.rangeTest(key: Samples.testKey).folder
        #expect(remark.hasPrefix("1 folder of this experiment belongs to no run or range test that its file has now"))
        #expect(remark.contains("TensorBoard shows it too: x. Move it out, to fashion~old beside"))
        #expect(planned.strayRemark(on: plan, selected: [former[0].id], changesSettings: false) == remark)
        #expect(planned.strayRemark(on: plan, selected: nil, changesSettings: true) == nil)
        for option in ["--set seed=100", "--set=epochs=2", "'--set=model={layers: []}'"] {
            let command = "xrun fashion.yaml \(option)"
            #expect(try start([former[0], changed], command).report.strayRemark(.plain) == nil)
        }
        let whole = try start([former[0], changed])
        let both = try #require(whole.report.strayRemark(.plain))
        #expect(both.hasPrefix("2 folders of this experiment belong to no run or range test that its file has now"))
        #expect(both.contains("TensorBoard shows them too: \(test) and x. Move them out, to fashion~old beside"))
        #expect(planned.strayRemark(on: plan, selected: nil, changesSettings: false) == both)
        let told = try text("summary.md")
        #expect(told.contains("2 folders of this experiment belong"), "\(told)")
        try Report.rebuild(folder, now: Samples.start)
        #expect(try text("summary.md") == told)
        train(whole, changed.id, Samples.outcome(rate: 0.1))
        _ = whole.finish()
        // Where everything has its run again, there is nothing to tell.
        try FileManager.default.removeItem(atPath: folder.path + "/x")
        try FileManager.default.removeItem(atPath: folder.path + "/finder")
        #expect(try start([former[0], changed]).report.strayRemark(.plain) == nil)
        let progress = try folder.progress(of: plan)
        #expect(progress.strayRemark(on: plan, selected: nil, changesSettings: false) == nil)
    }

    private final class Offset: Sendable { let seconds = Mutex(0.0) }

    @Test func `who reads hinders no start`() throws {
        let folder = folder
        // A reader looks at the lock only where a run is called running.
        do {
            let reporter = try reporter()
            reporter.handle(.started(Self.plan.items[2].id))
        }
        #expect(try folder.contents().runs.map(\.record.status) == [.running])
        let isOver = Mutex(false)
        let readings = Mutex((count: 0, errors: [ReportingError]()))
        let reader = Thread {
            while !isOver.withLock({ $0 }) {
                do throws(ReportingError) {
                    _ = try Report.read(folder)
                } catch {
                    readings.withLock { $0.errors.append(error) }
                }
                readings.withLock { $0.count += 1 }
            }
        }
        reader.start()
        defer { isOver.withLock { $0 = true } }
        wait(for: "a reading") { readings.withLock { $0.count } > 0 }
        for _ in 0..<200 { try folder.lock(since: Samples.start).release() }
        let (count, errors) = readings.withLock { ($0.count, $0.errors) }
        #expect(count > 0)
        #expect(errors == [])
    }

    /// A clock that somebody sets, or that a virtual machine gets wrong.
    @Test(arguments: [-3600.0, 3600, 1e9, -1_795_532_000, -3e9, 1e11])
    func `a clock that jumps costs nothing`(jump: Double) throws {
        let clock = clock
        let offset = Offset()
        let run = Samples.plannedRun("a", RunConfiguration(learningRate: .fixed(0.1)))
        let plan = Samples.plan(runs: [run])
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun"), clock: { clock.now() + offset.seconds.withLock { $0 } })
        let id = PlanItemID("a")
        reporter.handle(.started(id))
        reporter.handle(.item(id, .began(ItemStart(learningRate: 0.1, workload: Samples.workload))))
        reporter.handle(.item(id, .measured(Self.measurement(1, .train))))
        offset.seconds.withLock { $0 = jump }
        reporter.handle(.item(id, .measured(Self.measurement(2, .train))))
        // Whichever way it went, everything comes to the disk without a further event.
        try wait(for: "both lines") { try MetricsFile.read(folder: folder.path + "/a").count >= 2 }
        #expect(try MetricsFile.read(folder: folder.path + "/a").count == 2)
        for step in 3...40 { reporter.handle(.item(id, .measured(Self.measurement(step, .train)))) }
        reporter.handle(.finished(id, .outcome(.run(Samples.outcome(rate: 0.1)))))
        #expect(reporter.finish() == [])
        #expect(try MetricsFile.read(folder: folder.path + "/a").map(\.step) == Array(1...40))
        // Rebuilt from the records, it is the same: nothing of them was lost.
        let summary = try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8)
        let rebuilt = MarkdownSummary.render(try Report.read(folder), figures: [])
        #expect(rebuilt.split(separator: "\n").prefix(3) == summary.split(separator: "\n").prefix(3))
        #expect(try folder.adopt(plan).outcomes[id] != nil)
    }

    /// Before 1970, and where the seconds have more digits than the names of event files.
    @Test(arguments: [-1_203_936_498.25, 1e10, 1e12])
    func `a clock that is wrong from the beginning costs nothing`(moment: Double) throws {
        let run = Samples.plannedRun("a", RunConfiguration(learningRate: .fixed(0.1)))
        let plan = Samples.plan(runs: [run])
        // A start with it, and one with the clock put right, which finds the former one's times.
        for now in [moment, Samples.start.seconds] {
            let reporter = try Reporter(
                plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
                command: TypedCommand("xrun"), clock: { now })
            train(reporter, PlanItemID("a"), Samples.outcome(.interrupted(step: 150), rate: 0.1))
            #expect(reporter.finish() == [])
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a")
            let digits = names.compactMap { $0.wholeMatch(of: /events\.out\.tfevents\.(\d+)\..*/)?.1.count }
            #expect(!digits.isEmpty && digits.allSatisfy { $0 == 10 }, "\(names)")
        }
    }

    private func runAll(_ reporter: Reporter) -> [Reporter.Failure] {
        let ids = Self.plan.items.map(\.id)
        reporter.handle(.started(ids[0]))
        reporter.handle(.finished(ids[0], .outcome(.rangeTest(Samples.curve))))
        train(reporter, ids[1], Samples.outcome(rate: 0.002))
        train(reporter, ids[2], Samples.outcome(rate: 0.1, accuracy: 0.1, loss: 2.31))
        return reporter.finish()
    }

    private func files(_ path: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + path).sorted()
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: folder.path + "/" + path, encoding: .utf8)
    }

    @Test func `an experiment leaves its folder behind`() throws {
        #expect(runAll(try reporter()) == [])
        #expect(
            try files() == [
                "experiment.json", "figures", "finder", "learning_rate=0.1", "learning_rate=auto", "results.csv",
                "summary.json",
                "summary.md",
            ])
        #expect(
            try files("figures") == [
                "finder-\(Samples.testKey).svg", "results.svg", "train-loss.svg", "validation-accuracy.svg",
                "validation-loss.svg",
            ])
        let run = try files("learning_rate=auto")
        #expect(run.count { $0.contains("tfevents") } == 4)
        #expect(run.count { $0.hasSuffix(".result") } == 1)
        #expect(run.count { $0.hasSuffix(".hparams") } == 2)
        #expect(run.filter { !$0.contains("tfevents") } == ["metrics.jsonl", "run.json"])
        #expect(try files("finder/\(Samples.testKey)").count == 2)
        #expect(try text("learning_rate=auto/metrics.jsonl").split(separator: "\n").count == 5)
        #expect(try text("summary.md").contains("**`learning_rate=auto`** (learning rate 0.002) won with"))
    }

    @Test func `the summary is made again from the records, byte for byte`() throws {
        _ = runAll(try reporter())
        let names = try ["summary.md", "summary.json", "results.csv"] + files("figures").map { "figures/\($0)" }
        let before = try names.map(text)
        for name in names { try FileManager.default.removeItem(atPath: folder.path + "/" + name) }
        try Report.rebuild(ExperimentFolder(existing: folder.path + "/"), now: Samples.start)
        #expect(try names.map(text) == before)
    }

    @Test func `a second start finds everything done and says the same`() throws {
        _ = runAll(try reporter())
        let before = try (text("summary.md"), text("results.csv"), files("learning_rate=auto"))
        let work = try folder.adopt(Self.plan)
        #expect(Set(work.outcomes.keys) == Set(Self.plan.items.map(\.id)))
        #expect(try reporter().finish() == [])
        #expect(try (text("summary.md"), text("results.csv"), files("learning_rate=auto")) == before)
    }

    @Test func `a run says that it runs as soon as it starts, and a killed one is taken for interrupted`() throws {
        let id = Self.plan.items[2].id
        do {
            let reporter = try reporter()
            reporter.handle(.started(id))
        }
        #expect(try folder.contents().runs.map(\.record.status) == [.running])
        try Report.rebuild(folder, now: Samples.start)
        let reason = "it was killed before its first checkpoint; the same command begins it anew"
        #expect(try text("summary.md").contains("- `learning_rate=0.1` was interrupted: \(reason)\n"))
        let again = try reporter()
        #expect(try text("summary.md").contains("was interrupted"))
        train(again, id, Samples.outcome(rate: 0.1))
        #expect(again.finish() == [])
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
        #expect(try folder.contents().runs.map(\.record.status) == [.done])
    }

    @Test func `measurements reach the disk while a run trains, also when no event follows`() throws {
        let id = Self.plan.items[2].id
        let reporter = try reporter()
        reporter.handle(.started(id))
        reporter.handle(.item(id, .began(ItemStart(learningRate: 0.1, workload: Samples.workload))))
        reporter.handle(.item(id, .measured(Self.measurement(50, .train))))
        let path = try folder.path(of: id)
        try wait(for: "the line") { try !MetricsFile.read(folder: path).isEmpty }
        #expect(try MetricsFile.read(folder: path) == [Self.measurement(50, .train)])
        _ = reporter.finish()
    }

    /// A clock that, once it is closed, keeps the next one who looks at it until it is opened.
    private final class Gate: Sendable {
        private enum State { case open, closed, passed }
        private let state = Mutex(State.open)
        var isPassed: Bool { state.withLock { $0 == .passed } }
        func close() { state.withLock { $0 = .closed } }
        func open() { state.withLock { $0 = .open } }
        func now() -> Double {
            let isClosed = state.withLock { state -> Bool in
                guard state == .closed else { return false }
                state = .passed
                return true
            }
            while isClosed, isPassed { usleep(1000) }
            return 0
        }
    }

    /// Its files may take long, as on a slow disk.
    @Test func `a log that is at work holds back no other run's lines`() throws {
        let gate = Gate()
        let plan = Samples.plan(runs: ["busy", "other"].map { Samples.plannedRun($0) })
        let (busy, other) = (PlanItemID("busy"), PlanItemID("other"))
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun"), clock: { gate.now() })
        for id in [busy, other] {
            reporter.handle(.started(id))
            reporter.handle(.item(id, .began(ItemStart(learningRate: 0.1, workload: Samples.workload))))
        }
        gate.close()
        defer { gate.open() }
        Thread { reporter.handle(.item(busy, .measured(Self.measurement(50, .train)))) }.start()
        wait(for: "the busy log") { gate.isPassed }
        #expect(gate.isPassed)
        let path = try folder.path(of: other)
        // The first one may come before the busy log is met.
        for step in [50, 100] {
            reporter.handle(.item(other, .measured(Self.measurement(step, .train))))
            try wait(for: "the line of step \(step)") { try MetricsFile.read(folder: path).last?.step == step }
            #expect(try MetricsFile.read(folder: path).last?.step == step)
        }
        gate.open()
        #expect(reporter.finish() == [])
    }

    @Test func `a folder that vanishes fails its run and no other`() throws {
        let ids = Self.plan.items.map(\.id)
        let reporter = try reporter()
        reporter.handle(.started(ids[1]))
        reporter.handle(.item(ids[1], .began(ItemStart(learningRate: 0.002, workload: Samples.workload))))
        try FileManager.default.removeItem(atPath: folder.path(of: ids[1]))
        let told = reporter.handle(.finished(ids[1], .outcome(.run(Samples.outcome(rate: 0.002)))))
        train(reporter, ids[2], Samples.outcome(rate: 0.1))
        let failures = reporter.finish()
        #expect(failures.map(\.item) == [ids[1]])
        #expect(told?.reason == failures.first?.reason)
        #expect(told?.reason.hasPrefix("its results could not be written: ") == true)
        let report = try text("summary.md")
        #expect(report.contains("- `learning_rate=auto` failed: its results could not be written"))
        #expect(report.contains("**`learning_rate=0.1`** reached"))
    }

    @Test func `a file in the place of a folder fails its item with a reason`() throws {
        try temporary.write("x", to: "runs/fashion/finder")
        let reporter = try reporter()
        let failures = runAll(reporter)
        #expect(failures.map(\.item) == [Self.plan.items[0].id])
        #expect(failures.first?.reason.contains("finder is a file, not a folder") == true)
        // The rate stands all the same.
        #expect(try text("summary.md").contains("Suggests the learning rate **0.002**"))
    }

    @Test func `a run whose range test gave no rate has a record that says so`() throws {
        let reporter = try reporter()
        let id = Self.plan.items[1].id
        reporter.handle(.finished(id, .failed(ItemFailure("the range test found no rate"))))
        reporter.handle(.finished(Self.plan.items[2].id, .notStarted))
        #expect(reporter.finish() == [])
        let records = try folder.contents().runs.map(\.record)
        #expect(records.map(\.status) == [.failed])
        #expect(records.first?.reason == "the range test found no rate")
    }

    @Test func `figures of an earlier plan go, also where the new one has none`() throws {
        let run = Samples.plannedRun("only", RunConfiguration())
        let report = Samples.report(Samples.plan([.run(run)]), [Samples.record(run, Samples.outcome())])
        try ReportWriter.write(report, to: folder)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/figures"))
        try temporary.write("<svg/>", to: "runs/fashion/figures/train-loss.svg")
        try ReportWriter.write(report, to: folder)
        #expect(try files("figures") == [])
    }

    @Test func `what the user keeps among the figures stays`() throws {
        let run = Samples.plannedRun("only", RunConfiguration())
        let report = Samples.report(Samples.plan([.run(run)]), [Samples.record(run, Samples.outcome())])
        let kept = ["compare.svg", "finder-mine.svg", "grid.png", "grid-a.svg", "notes.txt"]
        let made = ["finder-lenet5-adam-64-1a2b3c4d5e6f.svg", "grid-2.svg", "grid.svg", "results.svg"]
        for name in kept + made { try temporary.write("x", to: "runs/fashion/figures/\(name)") }
        try ReportWriter.write(report, to: folder)
        #expect(try files("figures") == kept.sorted())
    }

    @Test func `curves are those of the folder where the record was found`() throws {
        #expect(runAll(try reporter()) == [])
        let figures = ["figures/validation-loss.svg", "figures/train-loss.svg"]
        let before = try figures.map(text)
        try FileManager.default.moveItem(
            atPath: folder.path + "/learning_rate=0.1", toPath: folder.path + "/renamed by hand")
        try Report.rebuild(folder, now: Samples.start)
        #expect(try figures.map(text) == before)
        #expect(try text("summary.md").contains("](figures/validation-loss.svg)"))
    }

    @Test func `what is written is what each rendering makes by itself`() throws {
        let report = Samples.fashionReport
        try ReportWriter.write(report, to: folder)
        let figures = SummaryFigures.all(report) { _ in [] }
        #expect(try text("summary.md") == MarkdownSummary.render(report, figures: figures))
        #expect(try text("summary.json") == JSONSummary.render(report))
    }

    @Test func `a figure that cannot be written keeps back no text, and none shows it`() throws {
        let report = Samples.fashionReport
        try ReportWriter.write(report, to: folder)
        let (file, link) = ("figures/results.svg", "](figures/results.svg)")
        let links = try text("summary.md").components(separatedBy: "](figures/").count
        #expect(try text("summary.md").contains(link))
        for name in [file, "summary.md", "summary.json", "results.csv"] {
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        try temporary.write("", to: "runs/fashion/\(file)/in its place")
        #expect(
            try ReportWriter.write(report, to: folder)
                == .system(.write, path: "\(folder.path)/\(file)", errno: EISDIR))
        #expect(try text("summary.json") == JSONSummary.render(report))
        #expect(try text("results.csv") == CSVResults.render(report))
        // Without that figure, and with the others.
        let summary = try text("summary.md")
        #expect(!summary.contains(link), "\(summary)")
        #expect(links > 2 && summary.components(separatedBy: "](figures/").count == links - 1, "\(summary)")
    }

    @Test func `events from many threads at once are kept apart`() async throws {
        let runs = (0..<24).map { number in
            Samples.plannedRun("run \(number)", RunConfiguration(seed: UInt64(number)))
        }
        let reporter = try reporter(Samples.plan(runs: runs))
        await withTaskGroup(of: Void.self) { group in
            for run in runs {
                group.addTask { train(reporter, PlanItemID(run.name), Samples.outcome()) }
            }
        }
        #expect(reporter.finish() == [])
        #expect(try folder.contents().runs.count { $0.record.status == .done } == 24)
        #expect(try MetricsFile.read(folder: folder.path + "/run 7").map(\.step) == [50, 75, 100, 150, 150])
    }
}
