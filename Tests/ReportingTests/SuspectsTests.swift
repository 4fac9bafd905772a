import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// Who is suspected of having crashed xrun, and what the next starts make of it.
@Suite struct SuspectsTests {
    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder
    private let clock = TickingClock()
    private let rangeTest = Samples.rangeTest.id

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    /// Starts of a plan of three runs that end in different ways.
    private struct Starts {
        let folder: ExperimentFolder
        let clock: TickingClock
        let plan = Samples.plan(["a", "b", "c"].map { .run(Samples.plannedRun($0)) })

        func begin() throws -> (reporter: Reporter, alone: [String]) {
            let earlier = try folder.adopt(plan)
            let clock = clock
            let reporter = try Reporter(
                plan: plan, folder: folder, provenance: Samples.provenance, earlier: earlier,
                command: TypedCommand("xrun"), clock: { clock.now() })
            return (reporter, Suspects(in: earlier).inTurn(of: plan.items).map(\.folder))
        }

        func start(_ reporter: Reporter, _ run: String) -> ItemFailure? {
            let id = PlanItemID(run)
            if let refusal = reporter.handle(.started(id)) {
                reporter.handle(.finished(id, .failed(refusal)))
                return refusal
            }
            let start = ItemStart(learningRate: 0.1, workload: Samples.workload)
            return reporter.handle(.item(id, .began(start)))
        }

        func end(_ reporter: Reporter, _ run: String, _ ending: RunOutcome.Ending) {
            reporter.handle(.finished(PlanItemID(run), .outcome(.run(Samples.outcome(ending, rate: 0.1)))))
        }

        /// A start that is killed while these are under way.
        func kill(_ runs: String...) throws {
            let (reporter, _) = try begin()
            for run in runs { #expect(start(reporter, run) == nil) }
            _ = reporter.finish()
        }

        func reason(of run: String) throws -> String? {
            try folder.progress(of: plan, isInUse: { _ in false }).state(of: PlanItemID(run))?.reason
        }
    }

    private var starts: Starts { Starts(folder: folder, clock: clock) }

    /// Which of several it was, nobody knows; one is passed over when it saw both ends by itself, or a third one.
    @Test func `of several that were active in two abnormal ends each is tried once more, alone`() throws {
        try starts.kill("a", "b", "c")
        #expect(try starts.begin().alone == [])
        try starts.kill("a", "b")
        #expect(try starts.reason(of: "a")?.hasSuffix("the next start tries it last and alone") == true)
        #expect(try starts.reason(of: "c") == "it was killed")
        #expect(try starts.begin().alone == ["a", "b"])
        // Who waits for its turn is not called running.
        #expect(try folder.contents().runs.map(\.record.status) == [.interrupted, .interrupted, .interrupted])
        // It was 'a'.
        try starts.kill("a")
        let (reporter, alone) = try starts.begin()
        // Who is passed over comes at the very end.
        #expect(alone == ["b", "a"])
        #expect(starts.start(reporter, "a")?.reason.hasPrefix("crashed: xrun ended abnormally 3 times") == true)
        #expect(starts.start(reporter, "b") == nil)
    }

    @Test func `a suspect is tried alone, also where the others have cleared themselves`() throws {
        for _ in 1...2 { try starts.kill("a", "b") }
        let (reporter, alone) = try starts.begin()
        #expect(alone == ["a", "b"])
        #expect(starts.start(reporter, "a") == nil)
        starts.end(reporter, "a", .done)
        _ = reporter.finish()
        #expect(try starts.reason(of: "b")?.hasSuffix("the next start tries it last and alone") == true)
        let (next, last) = try starts.begin()
        #expect(last == ["b"] && starts.start(next, "b") == nil)
    }

    @Test func `beside one that makes checkpoints nobody is passed over untried`() throws {
        for _ in 1...2 {
            let (reporter, _) = try starts.begin()
            for run in ["a", "b"] { #expect(starts.start(reporter, run) == nil) }
            let planned = Samples.plannedRun("b")
            reporter.handle(
                .item(
                    PlanItemID("b"),
                    .checkpointed(.run(Checkpoints.sample(of: planned.identity, step: 10, measurements: 0)))))
            try wait(for: "the checkpoint of 'b'") {
                try folder.contents().runs.contains { $0.folder == "b" && $0.record.checkpoint?.step == 10 }
            }
            _ = reporter.finish()
        }
        #expect(try starts.reason(of: "a")?.hasSuffix("the next start tries it last and alone") == true)
    }

    @Test func `who was passed over, or stopped before it showed anything, is suspected still`() throws {
        for _ in 1...2 { try starts.kill("a") }
        let (reporter, _) = try starts.begin()
        #expect(starts.start(reporter, "a")?.reason.hasPrefix("crashed: xrun ended abnormally 2 times") == true)
        _ = reporter.finish()
        let (second, alone) = try starts.begin()
        #expect(alone == ["a"] && starts.start(second, "a") == nil)
        starts.end(second, "a", .interrupted(step: 0))
        _ = second.finish()
        #expect(try starts.reason(of: "a")?.hasSuffix("the next start tries it last and alone") == true)
        // Nor does the user who does not wait make it one that is passed over: it was tried since, and nothing crashed.
        let (impatient, _) = try starts.begin()
        #expect(starts.start(impatient, "a") == nil)
        folder.endMark.noteStop()
        #expect(try starts.reason(of: "a")?.hasSuffix("the next start tries it last and alone") == true)
        // A failure of its own is an end of its own.
        let (third, alone2) = try starts.begin()
        #expect(alone2 == ["a"] && starts.start(third, "a") == nil)
        third.handle(.finished(PlanItemID("a"), .failed(ItemFailure("x"))))
        _ = third.finish()
        #expect(try starts.begin().alone == [])
    }

    @Test func `only an end that is abnormal counts`() throws {
        try starts.kill("a")
        // What was not tried, because the range test that it waits for failed, has not ended by itself.
        let (second, _) = try starts.begin()
        second.handle(.finished(PlanItemID("a"), .failed(ItemFailure("x", wasTried: false))))
        _ = second.finish()
        try starts.kill("a")
        #expect(try starts.reason(of: "a")?.hasSuffix("the next start passes it over") == true)
        // A start that comes to its end and cannot write its last records leaves a mark instead.
        let other = Starts(folder: try temporary.experiment("other"), clock: clock)
        for _ in 1...3 {
            try other.kill("a")
            other.folder.endMark.close(untold: ["a"])
        }
        #expect(try other.reason(of: "a") == "it was killed")
        // Closed, it is not written any more.
        let mark = other.folder.endMark
        mark.close(untold: [])
        mark.noteStop()
        try other.kill("b")
        #expect(try other.folder.contents().runs.first { $0.folder == "b" }?.record.status == .running)
        #expect(try other.begin().alone == [])
        #expect(try other.folder.contents().runs.first { $0.folder == "b" }?.record.abnormalEnds.count == 1)
    }

    @Test func `what excuses is written through no link`() throws {
        let precious = try temporary.write("precious", to: "precious")
        let link = temporary.file("runs/.fashion.ended")
        for write in [{ $0.noteStop() }, { $0.close(untold: ["a"]) }] as [(EndMark) -> Void] {
            try? FileManager.default.removeItem(atPath: link)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: precious)
            write(folder.endMark)
            #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
        }
    }

    /// A disk that never takes the record of one of two.
    @Test func `whose record cannot be written is excused alone, and only where it was before`() throws {
        try starts.kill("a")
        folder.endMark.close(untold: ["a"])
        let record = "\(folder.path)/a/run.json"
        try unwritable("a") {
            // 'b' crashes; 'a' still counts as running, and has not crashed.
            for _ in 1...2 { try starts.kill("b") }
            #expect(try starts.reason(of: "a") == "it was killed")
            #expect(try starts.reason(of: "b")?.hasSuffix("the next start passes it over") == true)
        }
        #expect(FileManager.default.fileExists(atPath: record))
        // 'c' crashed before, which no later start excuses because it cannot write that down.
        try starts.kill("c")
        try unwritable("c") {
            let (reporter, _) = try starts.begin()
            _ = reporter.finish()
            folder.endMark.close(untold: [])
        }
        #expect(try starts.begin().alone == ["b"])
        #expect(try folder.contents().runs.first { $0.folder == "c" }?.record.abnormalEnds.count == 1)
    }

    @Test func `who is tried again answers for itself`() throws {
        try starts.kill("a")
        folder.endMark.close(untold: ["a"])
        var reporter: Reporter?
        try unwritable("a") { reporter = try starts.begin().reporter }
        let crashing = try #require(reporter)
        #expect(starts.start(crashing, "a") == nil)
        _ = crashing.finish()
        _ = try starts.begin()
        #expect(try folder.contents().runs.first { $0.folder == "a" }?.record.abnormalEnds.count == 1)
    }

    /// Its record says still that it runs.
    @Test func `who could not begin is excused still`() throws {
        try starts.kill("a")
        folder.endMark.close(untold: ["a"])
        try unwritable("a") {
            let (reporter, _) = try starts.begin()
            #expect(starts.start(reporter, "a") != nil)
            _ = reporter.finish()
        }
        _ = try starts.begin()
        #expect(try folder.contents().runs.first { $0.folder == "a" }?.record.abnormalEnds.count == 0)
    }

    /// Root writes anywhere; but nobody over a folder.
    private func unwritable(_ item: String, _ record: String = "run.json", _ body: () throws -> Void) throws {
        let temporary = "\(folder.path)/\(item)/.\(record).\(ProcessInfo.processInfo.processIdentifier).tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try body()
    }

    @Test func `an end by the user, who did not wait, makes nobody a suspect`() throws {
        for _ in 1...3 {
            try starts.kill("a")
            folder.endMark.noteStop()
        }
        #expect(try starts.reason(of: "a") == "it was killed")
        #expect(try starts.begin().alone == [])
        // The mark is that start's alone.
        for _ in 1...2 { try starts.kill("a") }
        #expect(try starts.reason(of: "a")?.hasSuffix("the next start passes it over") == true)
    }

    /// A start of a plan of a range test alone.
    private func rangeTestReporter() throws -> Reporter {
        let clock = clock
        let plan = Samples.plan([.rangeTest(Samples.rangeTest)])
        return try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun"), clock: { clock.now() })
    }

    private func killRangeTest() throws {
        let killed = try rangeTestReporter()
        #expect(killed.handle(.started(rangeTest)) == nil)
        _ = killed.finish()
    }

    /// Its record says still that it runs.
    @Test func `a range test that could not begin is excused still`() throws {
        try killRangeTest()
        folder.endMark.close(untold: [rangeTest.folder])
        try unwritable(rangeTest.folder, "finder.json") {
            let reporter = try rangeTestReporter()
            #expect(reporter.handle(.started(rangeTest)) == nil)
            #expect(reporter.finish().map(\.item) == [rangeTest])
        }
        _ = try rangeTestReporter()
        #expect(try folder.contents().rangeTests.first?.record.abnormalEnds.count == 0)
        // One that begins answers for itself.
        try killRangeTest()
        folder.endMark.close(untold: [rangeTest.folder])
        var reporter: Reporter?
        try unwritable(rangeTest.folder, "finder.json") { reporter = try rangeTestReporter() }
        let crashing = try #require(reporter)
        #expect(crashing.handle(.started(rangeTest)) == nil)
        _ = crashing.finish()
        _ = try rangeTestReporter()
        #expect(try folder.contents().rangeTests.first?.record.abnormalEnds.count == 1)
    }

    @Test func `a range test that was active in two abnormal ends is not tried a third time at once`() throws {
        for _ in 1...2 { try killRangeTest() }
        let third = try rangeTestReporter()
        let failure = try #require(third.handle(.started(rangeTest)))
        #expect(failure.reason.hasPrefix("crashed: "))
        third.handle(.finished(rangeTest, .failed(failure)))
        #expect(try folder.contents().rangeTests.first?.record.status == .failed)
        // A failed one is tried again.
        #expect(try rangeTestReporter().handle(.started(rangeTest)) == nil)
    }
}
