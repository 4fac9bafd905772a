import Experiment
import Foundation
import Reporting
import Synchronization
import TestSupport
import Testing

@Suite struct LiveSummaryTests: OutputFolder {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    @Test func `the summary is renewed when a run is done, while others are left`() throws {
        let runs = ["a", "b"].map { Samples.plannedRun($0) }
        let plan = Samples.plan(runs: runs)
        let begin = ContinuousClock.now
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun fashion.yaml"))
        let end = ContinuousClock.now
        func summary() throws -> String { try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8) }
        let first = try summary()
        #expect(first.contains("So far 0 of 2 runs have finished."), "\(first)")
        // The first writing was a part of that: then the next one is due.
        while ContinuousClock.now - end < (end - begin) * 10 { usleep(1000) }
        let id = runs[0].id
        reporter.handle(.started(id))
        reporter.handle(.item(id, .began(ItemStart(learningRate: 1e-3, workload: Samples.workload))))
        reporter.handle(.finished(id, .outcome(.run(Samples.outcome()))))
        let second = try summary()
        #expect(second.contains("So far 1 of 2 runs has finished."), "\(second)")
        #expect(reporter.finish() == [])
    }

    /// A clock on which each look takes a second.
    private final class SlowClock: Sendable {
        private let begin = ContinuousClock.now
        private let seconds = Mutex(0)

        func now() -> ContinuousClock.Instant {
            let passed = seconds.withLock { seconds in
                seconds += 1
                return seconds
            }
            return begin + .seconds(passed)
        }
    }

    @Test func `a tenth of the time goes into the summary`() throws {
        let clock = SlowClock()
        let summary = LiveSummary(Samples.fashionReport, folder: folder, clock: { clock.now() })
        func isWritten() throws -> Bool {
            guard exists("runs/fashion/summary.md") else { return false }
            try FileManager.default.removeItem(atPath: folder.path + "/summary.md")
            return true
        }
        try summary.write()
        #expect(try isWritten())
        // Each writing takes a second, and so does each time that none is due.
        var written: [Int] = []
        for call in 1...30 {
            summary.writeSometimes()
            if try isWritten() { written.append(call) }
        }
        #expect(written == [10, 20, 30])
        // The last one does not wait.
        try summary.write()
        #expect(try isWritten())
    }
}
