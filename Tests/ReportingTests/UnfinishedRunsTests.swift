import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What a summary tells of a run, or a range test, that has measured something and has no result yet.
@Suite struct UnfinishedRunsTests {
    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder
    private let plan = Samples.plan(runs: ["a", "b"].map { Samples.plannedRun($0) })

    /// `a` has begun, and written a checkpoint at step 750.
    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
        _ = try reporter().finish()
        var record = Samples.record(Samples.plannedRun("a"))
        record.checkpoint = CheckpointMark(
            step: 750, elapsed: ElapsedTime(training: 1, total: 1), instructionSet: nil)
        try temporary.write(JSONText.document(record.json), to: "runs/fashion/a/run.json")
        var file = try MetricsFile(folder: folder.path + "/a")
        let lines: [(step: Int, split: Experiment.Measurement.Split, accuracy: Double)] = [
            (750, .validation, 0.8125), (1500, .validation, 0.75), (1875, .train, 0.5),
        ]
        for (step, split, accuracy) in lines {
            file.append(
                Experiment.Measurement(
                    step: step, epoch: Double(step) / 750, split: split, loss: 1 - accuracy, accuracy: accuracy,
                    learningRate: 1e-3))
        }
        try file.flush()
    }

    private func reporter(_ other: RunPlan? = nil) throws -> Reporter {
        let plan = other ?? self.plan
        return try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun"))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
    }

    /// Its row has what was measured, and nothing rests on it.
    private func expectMeasurements(status: String) throws {
        let summary = try JSONDecoder().decode(JSONValue.self, from: Data(text("summary.json").utf8))
        let run = try #require(summary["runs"]?.elements.first)
        #expect(run["status"]?.string == status)
        #expect(run["validation_accuracy"] == .object(["best": .number(0.8125), "last": .number(0.75)]))
        #expect(run["epochs"]?.number == 2.5 && run["seconds"] == .null && run["train_loss"] == .null)
        #expect(summary["answer"]?.string == "So far 0 of 2 runs have finished. No run has a result yet.")
        let group = try #require(summary["groups"]?.elements.first)
        #expect(group["done"]?.number == 0 && group["mean"] == .null)
        let markdown = try text("summary.md")
        #expect(
            markdown.contains(" 75.00 % |") && markdown.contains("(figures/validation-accuracy.svg)"), "\(markdown)")
        #expect(!markdown.contains("- cost: "), "\(markdown)")
    }

    @Test func `a killed run shows what it had measured, and where it is taken up`() throws {
        try Report.rebuild(folder, now: Samples.start)
        try expectMeasurements(status: "interrupted")
        let reason = "it was killed before its end; the same command takes it up again at step 750 of 3750"
        #expect(try text("results.csv").contains(reason))
    }

    @Test func `of a killed run whose measurements cannot be read the summary says why it shows none`() throws {
        let remark = "- `a`: what it has measured is not shown: "
        try Report.rebuild(folder, now: Samples.start)
        #expect(try !text("summary.md").contains(remark))
        try FileManager.default.removeItem(atPath: "\(folder.path)/a/metrics.jsonl")
        try temporary.write("", to: "runs/fashion/a/metrics.jsonl/in the way")
        try Report.rebuild(folder, now: Samples.start)
        let told = try text("summary.md")
        #expect(told.contains("\(remark)metrics.jsonl is a link or a special file"), "\(told)")
        // Whatever the folder is called.
        try Report.rebuild(ExperimentFolder(existing: temporary.file("./runs/fashion")), now: Samples.start)
        #expect(try text("summary.md") == told)
    }

    @Test func `a run that still runs shows what it has measured so far`() throws {
        let lock = try folder.lock(since: Samples.start)
        try Report.rebuild(folder, now: Samples.start)
        lock.release()
        try expectMeasurements(status: "running")
    }

    /// The run's own folder cannot be made: the one of its name is that of the run with the former settings.
    @Test func `a run that failed before it had a folder shows nothing of another one`() throws {
        var changed = Samples.plannedRun("a")
        changed.identity = "with other settings"
        let reporter = try reporter(Samples.plan(runs: [changed]))
        try temporary.write("in the way", to: "runs/fashion~old")
        let failure = try #require(reporter.handle(.started(changed.id)))
        reporter.handle(.finished(changed.id, .failed(failure)))
        #expect(reporter.finish().map(\.item) == [changed.id])
        let summary = try JSONDecoder().decode(JSONValue.self, from: Data(text("summary.json").utf8))
        let run = try #require(summary["runs"]?.elements.first)
        #expect(run["status"]?.string == "failed" && run["epochs"] == .null)
        #expect(run["validation_accuracy"] == .object(["best": .null, "last": .null]))
    }

    @Test func `a run that has not begun has no curve of another one in its place`() throws {
        var changed = Samples.plannedRun("a", group: "g")
        changed.identity = "with other settings"
        let other = Samples.plannedRun("b", group: "g")
        let record = Samples.record(other, Samples.outcome())
        try temporary.write(JSONText.document(record.json), to: "runs/fashion/b/run.json")
        #expect(try reporter(Samples.plan(runs: [changed, other])).finish() == [])
        #expect(try !text("summary.md").contains("(figures/validation-accuracy.svg)"))
    }

    @Test func `a start that does not come to a killed run leaves what it had measured in the summary`() throws {
        _ = try reporter().finish()
        try expectMeasurements(status: "interrupted")
    }

    @Test func `a start that does not come to a stopped range test leaves what it had found in the summary`() throws {
        var found = Samples.curve
        found.isInterrupted = true
        let path = "runs/fashion/\(Samples.rangeTest.id.folder)/finder.json"
        try temporary.write(JSONText.document(Samples.rangeTestRecord(found).json), to: path)
        let plan = Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())])
        #expect(try reporter(plan).finish() == [])
        let names = ["summary.json", "summary.md"]
        let told = try names.map(text)
        let summary = try JSONDecoder().decode(JSONValue.self, from: Data(told[0].utf8))
        #expect(summary["range_tests"]?.elements.map { $0["status"]?.string } == ["interrupted"])
        #expect(told[1].contains("It processed 9,600 samples in 4.2 s"), "\(told[1])")
        // As the records have it.
        try Report.rebuild(folder, now: Samples.start)
        #expect(try names.map(text) == told)
    }
}
