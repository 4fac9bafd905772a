import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What a second start finds of a run, and what it makes of it.
@Suite struct ResumeTests {
    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder
    private let clock = TickingClock()
    private let run = Samples.plannedRun("a", RunConfiguration(learningRate: .fixed(0.1)))
    private var id: PlanItemID { run.id }

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    private func reporter(
        _ run: PlannedRun? = nil, beside others: [PlannedRun] = [], instructions: String? = nil
    ) throws -> Reporter {
        let clock = clock
        var provenance = Samples.provenance
        if let instructions { provenance.machine.instructionSet = instructions }
        let plan = Samples.plan(runs: [run ?? self.run] + others)
        return try Reporter(
            plan: plan, folder: folder, provenance: provenance, earlier: folder.adopt(plan),
            datasets: [DatasetSpec(): Samples.dataset], command: TypedCommand("xrun"), clock: { clock.now() })
    }

    private static func measurement(_ step: Int) -> Experiment.Measurement {
        Experiment.Measurement(
            step: step, epoch: Double(step) / 750, split: .train, loss: 1 / Double(step), accuracy: 0.5,
            learningRate: 0.1)
    }

    /// Trains from a step on; a checkpoint after every tenth step, a line at each.
    private func train(_ reporter: Reporter, from step: Int = 0, to end: Int, ending: RunOutcome.Ending? = nil) {
        for step in step + 1...end {
            reporter.handle(.item(id, .measured(Self.measurement(step))))
            if step.isMultiple(of: 10) {
                reporter.handle(.item(id, .checkpointed(.run(checkpoint(step)))))
                // The writer takes the newest; a test wants each.
                let deadline = ContinuousClock.now + .seconds(60)
                while record?.checkpoint?.step != step {
                    guard ContinuousClock.now < deadline else {
                        Issue.record("a minute has passed, and the checkpoint of step \(step) is not written")
                        return
                    }
                    usleep(1000)
                }
            }
        }
        if let ending { reporter.handle(.finished(id, .outcome(.run(Samples.outcome(ending, rate: 0.1))))) }
    }

    private func checkpoint(_ step: Int) -> RunCheckpoint {
        Checkpoints.sample(of: run.identity, step: step, measurements: step)
    }

    private func begin(_ reporter: Reporter, _ resume: ResumePoint = ResumePoint(), scheduleRemark: String? = nil) {
        let start = ItemStart(
            learningRate: 0.1, workload: Samples.workload, resume: resume, scheduleRemark: scheduleRemark)
        reporter.handle(.item(id, .began(start)))
    }

    /// A start that is killed after `end` steps.
    private func killed(after end: Int, scheduleRemark: String? = nil) throws {
        let reporter = try reporter()
        reporter.handle(.started(id))
        begin(reporter, scheduleRemark: scheduleRemark)
        train(reporter, to: end)
        _ = reporter.finish()
    }

    private var record: RunRecord? { try? folder.contents().runs.first?.record }

    private func resume(_ reporter: Reporter, _ run: PlannedRun? = nil) -> (ResumePoint, RunCheckpoint?) {
        var taken: RunCheckpoint?
        reporter.handle(.started(id))
        let point = reporter.resume(run ?? self.run, learningRate: 0.1, metric: .validationAccuracy) { taken = $0 }
        return (point, taken)
    }

    private func file(_ name: String) -> String { "\(folder.path)/a/\(name)" }

    private func alter(_ name: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file(name)))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file(name)))
    }

    @Test func `a killed run goes on after its last checkpoint, and says each step once`() throws {
        try killed(after: 37)
        // Written after the checkpoint, and torn in the middle.
        let metrics = try FileHandle(forWritingTo: URL(fileURLWithPath: file("metrics.jsonl")))
        try metrics.seekToEnd()
        try metrics.write(contentsOf: Data("\(JSONText.line(Self.measurement(31).json))\n{\"step\": 3".utf8))
        try metrics.close()
        let again = try reporter()
        let (point, taken) = resume(again)
        #expect(point == ResumePoint(step: 30))
        #expect(taken?.file.bytes == checkpoint(30).file.bytes)
        #expect(taken?.elapsed == ElapsedTime(training: 10, total: 12))
        begin(again, point)
        #expect(record?.status == .running && record?.resumedAtStep == 30)
        train(again, from: 30, to: 50, ending: .done)
        #expect(again.finish() == [])
        #expect(try MetricsFile.read(folder: folder.path + "/a") == (1...50).map(Self.measurement))
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a").sorted()
        #expect(
            names.filter { !$0.contains("tfevents") } == [
                "best.safetensors", "last.safetensors", "metrics.jsonl", "previous.safetensors", "run.json",
            ])
        #expect(names.count { $0.hasSuffix(".hparams") } == 2 && names.count { $0.hasSuffix(".result") } == 1)
    }

    @Test func `the validations of a run are counted over its starts, each once`() throws {
        func validate(_ reporter: Reporter, after step: Int) {
            var measurement = Self.measurement(step)
            measurement.split = .validation
            reporter.handle(.item(id, .measured(measurement)))
        }
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        validate(first, after: 1)
        train(first, to: 12)
        // Behind the checkpoint: it is cut off and made again.
        validate(first, after: 12)
        _ = first.finish()
        let again = try reporter()
        begin(again, resume(again).0)
        validate(again, after: 12)
        again.handle(.finished(id, .outcome(.run(Samples.outcome(rate: 0.1)))))
        #expect(again.finish() == [])
        #expect(record?.status == .done && record?.validations == 2)
        #expect(try MetricsFile.read(folder: folder.path + "/a").count { $0.split == .validation } == 2)
    }

    @Test func `a killed run that a new plan gave new columns is taken up with one row`() throws {
        func rows() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a").count { $0.hasSuffix(".hparams") }
        }
        try killed(after: 37)
        #expect(try rows() == 1)
        let again = try reporter(
            beside: [Samples.plannedRun("c", RunConfiguration(learningRate: .fixed(0.3), epochs: 9))])
        #expect(try rows() == 1)
        let (point, _) = resume(again)
        #expect(point == ResumePoint(step: 30))
        begin(again, point)
        #expect(try rows() == 1)
        train(again, from: 30, to: 50, ending: .done)
        #expect(again.finish() == [])
        // Its beginning, and its end.
        #expect(try rows() == 2)
    }

    @Test func `a damaged checkpoint falls back to the one before, and never takes its place`() throws {
        try killed(after: 37)
        try alter("last.safetensors")
        let again = try reporter()
        let (point, _) = resume(again)
        #expect(point.step == 20)
        #expect(
            point.remarks == [
                "last.safetensors cannot be used: its checksum is wrong",
                "the run goes on from previous.safetensors, step 20",
            ])
        begin(again, point)
        train(again, from: 20, to: 30)
        // The damaged one is gone, the good one is still there.
        let read = try ["last", "previous"].map { name in
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file("\(name).safetensors"))))
            return try RunCheckpoint(TensorFile(bytes: bytes)).position.step
        }
        #expect(read == [30, 20])
        #expect(record?.remarks == point.remarks)
    }

    @Test func `without a usable checkpoint the run begins anew, says so, and keeps the old folder`() throws {
        try killed(after: 37)
        try alter("last.safetensors")
        try Data().write(to: URL(fileURLWithPath: file("previous.safetensors")))
        let again = try reporter()
        let (point, taken) = resume(again)
        #expect(taken == nil && point.step == nil)
        #expect(point.remarks.count == 3 && point.remarks.last == "the run begins anew", "\(point.remarks)")
        begin(again, point)
        train(again, to: 5, ending: .interrupted(step: 5))
        #expect(try MetricsFile.read(folder: folder.path + "/a").map(\.step) == Array(1...5))
        #expect(FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old/a~1/last.safetensors")))
    }

    @Test func `a run whose checkpoints are gone begins anew, says so, and keeps the old folder`() throws {
        try killed(after: 37)
        for name in ["last", "previous", "best"] {
            try FileManager.default.removeItem(atPath: file("\(name).safetensors"))
        }
        let state = try folder.progress(of: Samples.plan(runs: [run])).state(of: id)
        #expect(state?.step == nil)
        #expect(state?.text == "interrupted: it was killed; the checkpoint of step 30 is gone")
        let again = try reporter()
        let (point, _) = resume(again)
        #expect(point == ResumePoint(remarks: ["the checkpoint of step 30 is gone", "the run begins anew"]))
        begin(again, point)
        #expect(record?.resumedAtStep == nil && record?.checkpoint == nil && record?.remarks == point.remarks)
        train(again, to: 5, ending: .done)
        #expect(again.finish() == [])
        #expect(FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old/a~1/metrics.jsonl")))
    }

    @Test func `a checkpoint whose measurements are gone, or of another run, is not used`() throws {
        try killed(after: 37)
        let lines = try String(contentsOfFile: file("metrics.jsonl"), encoding: .utf8).split(separator: "\n")
        try lines.prefix(25).map { $0 + "\n" }.joined().write(
            toFile: file("metrics.jsonl"), atomically: true, encoding: .utf8)
        #expect(try resume(reporter()).0.step == 20)
        var other = run
        other.identity = "another"
        let reporter = try reporter()
        #expect(resume(reporter, other).0.step == nil)
        #expect(reporter.resume(run, learningRate: 0.2, metric: .validationAccuracy) { _ in }.step == nil)
        #expect(reporter.resume(run, learningRate: 0.1, metric: .validationLoss) { _ in }.step == nil)
        let refused = reporter.resume(run, learningRate: 0.1, metric: .validationAccuracy) {
            _ throws(CheckpointFault) in throw CheckpointFault("no")
        }
        #expect(
            refused.remarks.dropLast() == [
                "last.safetensors cannot be used: metrics.jsonl no longer holds what was measured before it",
                "previous.safetensors cannot be used: no",
            ])
    }

    @Test func `a run that was renamed goes on in its new folder`() throws {
        try killed(after: 37)
        var renamed = run
        renamed.name = "b"
        let again = try reporter(renamed)
        again.handle(.started(PlanItemID("b")))
        let point = again.resume(renamed, learningRate: 0.1, metric: .validationAccuracy) { _ in }
        #expect(point.step == 30)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/a"))
    }

    @Test func `a run that goes on with other instructions says so, also in later starts`() throws {
        try killed(after: 12)
        let second = try reporter(instructions: "baseline")
        let (point, _) = resume(second)
        let remark = "steps up to 10 were trained with AVX2 and FMA3, the others with baseline"
        #expect(point.remarks.count == 1 && point.remarks.first?.hasPrefix(remark) == true, "\(point)")
        begin(second, point)
        train(second, from: 10, to: 20)
        _ = second.finish()
        let third = try reporter(instructions: "baseline")
        let (later, _) = resume(third)
        #expect(later.remarks == [])
        begin(third, later)
        train(third, from: 20, to: 30, ending: .done)
        #expect(third.finish() == [])
        #expect(record?.remarks == point.remarks)
        let summary = try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8)
        #expect(summary.contains("- `a`: \(remark)"))
    }

    @Test func `only who trained a checkpoint counts for its instructions`() throws {
        try killed(after: 12)
        // Killed before a checkpoint of its own: every step that is kept is the first start's.
        let second = try reporter(instructions: "baseline")
        begin(second, resume(second).0)
        _ = second.finish()
        #expect(record?.remarks.count == 1)
        let third = try reporter()
        #expect(resume(third).0.remarks == [])
        // Nor is a mixture forgotten because a start was killed before it had begun.
        let fourth = try reporter(instructions: "baseline")
        fourth.handle(.started(id))
        _ = fourth.finish()
        let fifth = try reporter(instructions: "baseline")
        #expect(resume(fifth).0.remarks.count == 1)
    }

    @Test func `what a rate that was found makes of the schedule is kept once, however often the run goes on`() throws {
        let remark = "the rate rises"
        try killed(after: 12, scheduleRemark: remark)
        #expect(record?.remarks == [remark])
        let again = try reporter()
        begin(again, resume(again).0, scheduleRemark: remark)
        #expect(record?.remarks == [remark])
    }

    @Test func `what killed starts left half-written is removed`() throws {
        try killed(after: 12)
        for path in ["a/.last.safetensors.1.tmp", ".summary.md.1.tmp", "figures/.x.svg.1.tmp"] {
            try temporary.write("half", to: "runs/fashion/" + path)
        }
        _ = try resume(reporter())
        let all = try FileManager.default.subpathsOfDirectory(atPath: temporary.path)
        #expect(all.filter { $0.hasSuffix(".tmp") } == [])
    }

    @Test func `a run that was active in two abnormal ends is not tried a third time at once`() throws {
        try killed(after: 12)
        #expect(record?.abnormalEnds.count == 0)
        // From step 10 to 12 and no further: the second end without a checkpoint in between.
        let second = try reporter()
        let (point, _) = resume(second)
        begin(second, point)
        train(second, from: 10, to: 12)
        _ = second.finish()
        #expect(record?.abnormalEnds.count == 1)
        let third = try reporter()
        let failure = third.handle(.started(id))
        #expect(failure?.reason.hasPrefix("crashed: ") == true)
        third.handle(.finished(id, .failed(try #require(failure))))
        #expect(record?.status == .failed)
        // A failed run is tried again, from where it was.
        #expect(try resume(reporter()).0.step == 10)
    }

    @Test func `an end before the first step of a run that is taken up counts as well`() throws {
        try killed(after: 12)
        let second = try reporter()
        #expect(second.handle(.started(id)) == nil)
        _ = second.finish()
        #expect(try reporter().handle(.started(id))?.reason.hasPrefix("crashed: ") == true)
    }

    @Test func `a record with a number at its limit is no trap`() throws {
        // Without a checkpoint the ends in a row go on.
        try killed(after: 3)
        let path = file("run.json")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("\"abnormal_ends\": 0", with: "\"abnormal_ends\": \(Int.max)")
            // As an earlier version has it: with its checksum it would be damaged.
            .replacing(/,\n  "checksum": "\w+"/, with: "")
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(record?.abnormalEnds.count == .max)
        _ = try reporter().finish()
        #expect(record?.status == .interrupted && record?.abnormalEnds.count == .max)
    }

    @Test func `a retry within one start goes on from the last checkpoint`() throws {
        let reporter = try reporter()
        reporter.handle(.started(id))
        begin(reporter)
        train(reporter, to: 15)
        let failure = ItemFailure("no space", isTransient: true)
        reporter.handle(.finished(id, .failed(failure)))
        reporter.handle(.retrying(id, failure, seconds: 1))
        #expect(record?.status == .failed && record?.reason == "no space")
        let (point, _) = resume(reporter)
        #expect(point == ResumePoint(step: 10))
        begin(reporter, point)
        train(reporter, from: 10, to: 20, ending: .done)
        #expect(reporter.finish() == [])
        #expect(try MetricsFile.read(folder: folder.path + "/a") == (1...20).map(Self.measurement))
        #expect(record?.status == .done)
    }

    @Test func `an attempt without a checkpoint makes room for the next, also one of an earlier start`() throws {
        try killed(after: 3)
        let reporter = try reporter()
        let failure = ItemFailure("no space", isTransient: true)
        for _ in 1...3 {
            reporter.handle(.started(id))
            begin(reporter)
            train(reporter, to: 5)
            reporter.handle(.finished(id, .failed(failure)))
            reporter.handle(.retrying(id, failure, seconds: 1))
        }
        reporter.handle(.started(id))
        begin(reporter)
        train(reporter, to: 20, ending: .done)
        #expect(reporter.finish() == [])
        #expect(try MetricsFile.read(folder: folder.path + "/a") == (1...20).map(Self.measurement))
        #expect(record?.status == .done)
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a")
        #expect(names.count { $0.hasSuffix(".hparams") } == 2 && names.count { $0.hasSuffix(".result") } == 1)
    }

    @Test(arguments: ["notes.txt", "best.safetensors"])
    func `a file that a run without a checkpoint has not made, or that holds weights, stays`(name: String) throws {
        try killed(after: 3)
        try Data("x".utf8).write(to: URL(fileURLWithPath: file(name)))
        let again = try reporter()
        begin(again, resume(again).0)
        train(again, to: 5, ending: .done)
        #expect(again.finish() == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.file("runs/fashion~old")) == ["a~1"])
        #expect(FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old/a~1/\(name)")))
        #expect(record?.status == .done && !FileManager.default.fileExists(atPath: file(name)))
    }

    @Test func `what was killed before its record told of the checkpoint goes on, and says so`() throws {
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        let told = try Data(contentsOf: URL(fileURLWithPath: file("run.json")))
        train(first, to: 12)
        _ = first.finish()
        // As it stood before.
        try told.write(to: URL(fileURLWithPath: file("run.json")))
        let second = try reporter()
        #expect(
            record?.reason
                == "it was killed before its record told of its checkpoint; the same command takes it up again")
        let (point, taken) = resume(second)
        #expect(
            point
                == ResumePoint(
                    step: 10,
                    remarks: [
                        "the run goes on from last.safetensors, step 10",
                        "the time until then is not known, and counts as none",
                    ]))
        // The pace leaves out the samples until then.
        #expect(taken?.elapsed == ElapsedTime(fromStep: 10))
        begin(second, point)
        #expect(record?.checkpoint?.step == 10 && record?.resumedAtStep == 10)
        #expect(record?.checkpoint?.elapsed == ElapsedTime(fromStep: 10))
        train(second, from: 10, to: 12, ending: .interrupted(step: 12))
        #expect(second.finish() == [])
        #expect(record?.reason == "stopped at step 12 of 3750; the same command takes it up again")
    }

    @Test func `a run whose record is gone goes on from its checkpoint, and says so`() throws {
        try killed(after: 12)
        try FileManager.default.removeItem(atPath: file("run.json"))
        let again = try reporter()
        let (point, taken) = resume(again)
        #expect(point.step == 10 && taken?.file.bytes == checkpoint(10).file.bytes)
        #expect(taken?.elapsed == ElapsedTime(fromStep: 10))
        #expect(
            point.remarks == [
                "run.json is gone", "the run goes on from last.safetensors, step 10",
                "the time until then is not known, and counts as none",
            ])
        begin(again, point)
        train(again, from: 10, to: 20, ending: .done)
        #expect(again.finish() == [])
        #expect(try MetricsFile.read(folder: folder.path + "/a") == (1...20).map(Self.measurement))
        #expect(record?.status == .done && record?.remarks == point.remarks)
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
    }

    @Test func `another run's checkpoint without a record is moved aside, with a warning`() throws {
        try killed(after: 12)
        try FileManager.default.removeItem(atPath: file("run.json"))
        var changed = run
        changed.identity = "with other settings"
        let again = try reporter(changed)
        let (point, taken) = resume(again, changed)
        #expect(taken == nil && point.step == nil)
        #expect(
            point.remarks == [
                "run.json is gone", "last.safetensors cannot be used: it belongs to another run",
                "the run begins anew",
            ])
        begin(again, point)
        train(again, to: 5, ending: .done)
        #expect(again.finish() == [])
        #expect(record?.status == .done)
        #expect(FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old/a~1/last.safetensors")))
    }

    @Test func `what is stopped before its first checkpoint says that it begins anew`() throws {
        for (steps, end) in [
            (3, "at step 3 of 3750, before its first checkpoint; the same command begins it anew"),
            (12, "at step 12 of 3750; the same command takes it up again"),
        ] {
            let reporter = try reporter()
            begin(reporter, resume(reporter).0)
            train(reporter, to: steps, ending: .interrupted(step: steps))
            #expect(reporter.finish() == [] && record?.reason == "stopped \(end)")
        }
    }

    /// Its settings have changed since; the place where it belongs cannot be made at first.
    @Test func `a retry takes no other run's checkpoint for its own`() throws {
        try killed(after: 12)
        var changed = run
        changed.identity = "with other settings"
        let reporter = try reporter(changed)
        try temporary.write("in the way", to: "runs/fashion~old")
        let failure = try #require(reporter.handle(.started(id)))
        reporter.handle(.finished(id, .failed(failure)))
        reporter.handle(.retrying(id, failure, seconds: 1))
        try FileManager.default.removeItem(atPath: temporary.file("runs/fashion~old"))
        #expect(resume(reporter, changed).0 == ResumePoint())
        begin(reporter)
        train(reporter, to: 5, ending: .done)
        #expect(reporter.finish() == [])
        let found = try folder.contents().runByIdentity
        #expect(found[run.identity]?.folder == "../fashion~old/a~1")
        #expect(found[run.identity]?.record.checkpoint?.step == 10)
        #expect(found[changed.identity]?.record.status == .done)
    }

    @Test func `a record tells of no checkpoint that was not written`() throws {
        try killed(after: 12)
        let again = try reporter()
        again.handle(.started(id))
        // Without a look at the checkpoints, nobody knows which file the next one may replace.
        begin(again, ResumePoint(step: 10))
        again.handle(.item(id, .checkpointed(.run(checkpoint(20)))))
        again.handle(.finished(id, .outcome(.run(Samples.outcome(.interrupted(step: 20), rate: 0.1)))))
        #expect(again.finish() == [])
        #expect(record?.status == .interrupted && record?.checkpoint?.step == 10)
    }

    @Test func `a checkpoint that cannot be written fails its run`() throws {
        let reporter = try reporter()
        reporter.handle(.started(id))
        begin(reporter)
        train(reporter, to: 15)
        try FileManager.default.removeItem(atPath: folder.path + "/a")
        reporter.handle(.item(id, .checkpointed(.run(checkpoint(15)))))
        let told = reporter.handle(.finished(id, .outcome(.run(Samples.outcome(.done, rate: 0.1)))))
        #expect(told?.reason.contains("could not be written") == true)
        #expect(reporter.finish().map(\.item) == [id])
    }

    @Test func `a file in the place of a run's folder is told of as what it is`() throws {
        let reporter = try reporter()
        reporter.handle(.started(id))
        begin(reporter)
        train(reporter, to: 5)
        try FileManager.default.removeItem(atPath: folder.path + "/a")
        try temporary.write("in the way", to: "runs/fashion/a")
        let told = reporter.handle(.item(id, .checkpointed(.run(checkpoint(5)))))
        #expect(told?.reason.contains("metrics.jsonl: Not a directory") == true, "\(String(describing: told))")
        reporter.handle(.finished(id, .outcome(.run(Samples.outcome(.done, rate: 0.1)))))
        #expect(reporter.finish().map(\.item) == [id])
    }
}
