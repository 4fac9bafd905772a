import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What a start makes of checkpoints, measurements and records that are damaged, gone or another run's.
@Suite struct LostCheckpointTests: RepeatedStarts {
    let place: PlaceOfStarts

    init() throws { place = try PlaceOfStarts() }

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
                "the time until then is not known, and counts as none",
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
        let reporter = try reporter()
        #expect(resume(reporter).0.step == 20)
        var other = run
        other.identity = "another"
        #expect(reporter.resume(other, learningRate: 0.1, metric: .validationAccuracy) { _ in }.step == nil)
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

    @Test(arguments: ["notes.txt", ".notes.tmp", "best.safetensors"])
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

    @Test(arguments: [nil, ".run.json.12.tmp"] as [String?])
    func `a run that was killed before its first record begins in its folder`(half: String?) throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/a", withIntermediateDirectories: false)
        if let half { try Data("{".utf8).write(to: URL(fileURLWithPath: file(half))) }
        let again = try reporter()
        begin(again, resume(again).0)
        train(again, to: 5, ending: .done)
        #expect(again.finish() == [])
        #expect(record?.status == .done && record?.remarks == [])
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
        if let half { #expect(!FileManager.default.fileExists(atPath: file(half))) }
    }

    @Test(arguments: ["notes.txt", "metrics.jsonl"])
    func `a file in a run's folder without a record stays`(name: String) throws {
        try temporary.write("x", to: "runs/fashion/a/\(name)")
        let again = try reporter()
        begin(again, resume(again).0)
        train(again, to: 5, ending: .done)
        #expect(again.finish() == [])
        #expect(record?.status == .done)
        let kept = try String(contentsOfFile: temporary.file("runs/fashion~old/a~1/\(name)"), encoding: .utf8)
        #expect(kept == "x")
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

    /// One of them was killed between a checkpoint and its record; the other has lost its newest checkpoint since.
    @Test(arguments: [20, 10]) func `the time of one checkpoint is not taken for that of another`(step: Int) throws {
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        train(first, to: 12)
        let told = try Data(contentsOf: URL(fileURLWithPath: file("run.json")))
        train(first, from: 12, to: 22, ending: step == 10 ? .interrupted(step: 22) : nil)
        _ = first.finish()
        if step == 10 {
            try alter("last.safetensors")
        } else {
            try told.write(to: URL(fileURLWithPath: file("run.json")))
        }
        let again = try reporter()
        let (point, taken) = resume(again)
        #expect(point.step == step && taken?.elapsed == ElapsedTime(fromStep: step))
        #expect(point.remarks.last == "the time until then is not known, and counts as none", "\(point)")
        begin(again, point)
        #expect(record?.checkpoint?.elapsed == ElapsedTime(fromStep: step))
    }

    @Test func `of a killed run the plan names the step of the checkpoint that is there`() throws {
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        train(first, to: 12)
        let told = try Data(contentsOf: URL(fileURLWithPath: file("run.json")))
        train(first, from: 12, to: 32)
        _ = first.finish()
        try told.write(to: URL(fileURLWithPath: file("run.json")))
        func state() throws -> String? { try folder.progress(of: Samples.plan(runs: [run])).state(of: id)?.text }
        #expect(try state() == "interrupted at step 30: it was killed")
        #expect(record?.checkpoint?.step == 10, "nothing is written for it")
        try alter("last.safetensors")
        #expect(try state() == "interrupted at step 20: it was killed")
        let again = try reporter()
        #expect(
            record?.reason
                == "it was killed before its end; the same command takes it up again at step 20 of 3750")
        #expect(resume(again).0.step == 20)
    }

    @Test func `whoever looks at a killed run reads no weights of the checkpoint that its record tells of`() throws {
        try killed(after: 37)
        // As much as the header alone.
        let weights = checkpoint(30).file.bytes.count - checkpoint(30).file.head.count
        let whole = try Data(contentsOf: URL(fileURLWithPath: file("last.safetensors")))
        try whole.dropLast(weights).write(to: URL(fileURLWithPath: file("last.safetensors")))
        let state = try folder.progress(of: Samples.plan(runs: [run])).state(of: id)
        #expect(state?.text == "interrupted at step 30: it was killed")
        // The start finds out, and says so.
        #expect(try resume(reporter()).0.step == 20)
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
}
