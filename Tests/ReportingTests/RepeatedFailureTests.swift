import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What a start makes of a run that has crashed or failed before.
@Suite struct RepeatedFailureTests: RepeatedStarts {
    let place: PlaceOfStarts

    init() throws { place = try PlaceOfStarts() }

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

    /// The range test that it waits for was passed over, or found no rate.
    @Test func `what a run came to stays in its record where a start does not try it`() throws {
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        train(first, to: 12, ending: .interrupted(step: 12))
        _ = first.finish()
        let reached = try #require(record)
        #expect(reached.results != nil && reached.metrics != nil && reached.stoppedAtStep == 12)
        let failure = ItemFailure("its range test has no rate", wasTried: false)
        for _ in 1...2 {
            let reporter = try reporter()
            reporter.handle(.finished(id, .failed(failure)))
            #expect(reporter.finish() == [])
            let failed = try #require(record)
            var expected = reached
            expected.fail(failure, at: try #require(failed.ended))
            #expect(failed.status == .failed && failed == expected)
            #expect(reporter.report.runs[run.identity]?.results == reached.results)
            // It did not fail where the first start stopped it.
            #expect(failed.stoppedAtStep == nil)
            let summary = try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8)
            #expect(summary.contains("- `a` failed: its range test has no rate\n"), "\(summary)")
        }
        #expect(try folder.progress(of: Samples.plan(runs: [run])).state(of: id)?.step == 10)
        #expect(try resume(reporter()).0 == ResumePoint(step: 10))
    }

    @Test(arguments: [false, true])
    func `what fails before its first checkpoint leaves one folder, however often`(isTried: Bool) throws {
        for _ in 1...3 {
            let reporter = try reporter()
            if isTried {
                reporter.handle(.started(id))
                begin(reporter)
                train(reporter, to: 3)
            }
            reporter.handle(.finished(id, .failed(ItemFailure("too slow", wasTried: isTried))))
            #expect(reporter.finish() == [])
            #expect(record?.status == .failed)
        }
        #expect(try MetricsFile.read(folder: folder.path + "/a").count == (isTried ? 3 : 0))
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
    }

    /// `last.safetensors` is whole, and further than the one before it.
    @Test func `a checkpoint that a run cannot go on from is no progress of it`() throws {
        try killed(after: 37)
        let lines = try String(contentsOfFile: file("metrics.jsonl"), encoding: .utf8).split(separator: "\n")
        try lines.prefix(25).map { $0 + "\n" }.joined().write(
            toFile: file("metrics.jsonl"), atomically: true, encoding: .utf8)
        let second = try reporter()
        #expect(
            record?.reason
                == "it was killed before its end; the same command takes it up again at step 20 of 3750")
        let (point, _) = resume(second)
        #expect(point.step == 20)
        begin(second, point)
        train(second, from: 20, to: 25)
        _ = second.finish()
        let third = try reporter()
        #expect(record?.checkpoint?.step == 20 && record?.abnormalEnds.count == 2)
        #expect(third.handle(.started(id))?.reason.hasPrefix("crashed: ") == true)
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
}
