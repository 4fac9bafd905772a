import Experiment
import Foundation
import Glibc
import Reporting
import TestSupport
import Testing

/// What a plan tells of a folder on which another start works, or worked.
@Suite struct PlanProgressTests {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder
    let plan = Samples.plan([
        .rangeTest(Samples.rangeTest), .run(Samples.plannedRun("a")), .run(Samples.plannedRun("b")),
    ])

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    /// A start with the range test and one run under way.
    private func begin() throws -> Reporter {
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun fashion.yaml"))
        for item in plan.items.prefix(2) { #expect(reporter.handle(.started(item.id)) == nil) }
        return reporter
    }

    private func states(_ progress: EarlierWork) -> [String?] { plan.items.map { progress.state(of: $0.id)?.text } }

    private let killed = ["interrupted: it was killed", "interrupted: it was killed", nil]

    @Test func `what a start works on is running, and what a killed one left was killed`() throws {
        let lock = try folder.lock(since: Samples.start)
        let reporter = try begin()
        let before = try FileManager.default.subpathsOfDirectory(atPath: temporary.path).sorted()
        #expect(try states(folder.progress(of: plan)) == ["running", "running", nil])
        // Looking has neither taken the lock nor left one.
        #expect(throws: ReportingError.self) { try folder.lock(since: Samples.start) }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: temporary.path).sorted() == before)
        lock.release()
        #expect(try states(folder.progress(of: plan)) == killed)
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.file("runs")) == ["fashion"])
        _ = reporter.finish()
    }

    @Test func `a start that ends while it is looked at was not killed`() throws {
        let reporter = try begin()
        let progress = try folder.progress(of: plan) { _ in
            reporter.handle(.finished(PlanItemID("a"), .outcome(.run(Samples.outcome()))))
            return false
        }
        #expect(progress.state(of: PlanItemID("a")) == .done)
        _ = reporter.finish()
    }

    @Test func `a range test that was killed while no run was under way is not called running`() throws {
        let plan = Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())])
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun fashion.yaml"))
        #expect(reporter.handle(.started(Samples.rangeTest.id)) == nil)
        func status() throws -> ItemStatus? { try Report.read(folder).rangeTests[Samples.testKey]?.status }
        let lock = try folder.lock(since: Samples.start)
        #expect(try status() == .running)
        lock.release()
        #expect(try status() == .interrupted)
        _ = reporter.finish()
    }

    @Test func `why a run diverged is known, and takes no room of a table`() throws {
        let reporter = try begin()
        let outcome = Samples.outcome(.diverged(step: 9, learningRate: 0.1))
        reporter.handle(.finished(PlanItemID("a"), .outcome(.run(outcome))))
        _ = reporter.finish()
        let progress = try folder.progress(of: plan)
        let state = try #require(progress.state(of: PlanItemID("a")))
        #expect(state.text == "diverged at step 9")
        #expect(state.reason == Samples.record(Samples.plannedRun("a"), outcome).reason)
    }

    @Test func `nobody is asked where nothing is said to run`() throws {
        let progress = try folder.progress(of: plan) { _ in
            Issue.record("asked")
            return true
        }
        #expect(states(progress) == [nil, nil, nil])
    }

    @Test func `the file that a killed start left behind is no start`() throws {
        _ = try begin().finish()
        let lock = try folder.lock(since: Samples.start, host: "here")
        let file = temporary.file("runs/.fashion.lock")
        let text = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(folder.isInUse(host: "here"))
        lock.release()
        #expect(!folder.isInUse(host: "here"))
        try text.write(to: URL(fileURLWithPath: file))
        #expect(!folder.isInUse(host: "here"))
        // On another machine it might still be there; but it gives no sign of life.
        #expect(!folder.isInUse(host: "elsewhere", period: 0.02))
    }

    @Test func `a lock that cannot be looked at counts as held`() throws {
        #expect(!folder.isInUse(host: "here"))
        try temporary.write("", to: "elsewhere")
        try FileManager.default.createDirectory(
            atPath: temporary.file("runs"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("runs/.fashion.lock"), withDestinationPath: temporary.file("elsewhere"))
        #expect(folder.isInUse(host: "here"))
    }

    @Test func `who begins while others look waits for them, and is not refused`() throws {
        let file = temporary.file("runs/.fashion.lock")
        try temporary.write("", to: "runs/.fashion.lock")
        let looker = try #require(FileHandle(forReadingAtPath: file))
        #expect(flock(looker.fileDescriptor, LOCK_SH) == 0)
        let end = Thread {
            usleep(50_000)
            flock(looker.fileDescriptor, LOCK_UN)
        }
        end.start()
        try folder.lock(since: Samples.start, host: "here", period: 0.02).release()
    }
}
