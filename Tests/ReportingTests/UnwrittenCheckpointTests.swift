import Experiment
import Foundation
import Reporting
import Testing

/// What is told of a checkpoint that could not be written.
@Suite struct UnwrittenCheckpointTests: RepeatedStarts {
    let place: PlaceOfStarts

    init() throws { place = try PlaceOfStarts() }

    /// Without a look at the checkpoints, nobody knows which measurements are to stay, and which file the next one may
    /// replace.
    @Test func `a run that goes on from a checkpoint that nobody has looked at fails, and loses nothing`() throws {
        try killed(after: 12)
        let again = try reporter()
        again.handle(.started(id))
        begin(again, ResumePoint(step: 10))
        again.handle(.item(id, .checkpointed(.run(checkpoint(20)))))
        let told = again.handle(.finished(id, .outcome(.run(Samples.outcome(.interrupted(step: 20), rate: 0.1)))))
        #expect(told?.reason.contains("where its checkpoint was taken up") == true, "\(String(describing: told))")
        #expect(again.finish().map(\.item) == [id])
        #expect(record?.status == .failed && record?.checkpoint?.step == 10)
        #expect(try MetricsFile.read(folder: folder.path + "/a").prefix(10).map(\.step) == Array(1...10))
        #expect(try resume(reporter()).0.step == 10)
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
        train(reporter, to: 4)
        // For a moment there is nothing, which the reporter's timer must not see.
        let path = folder.path + "/a"
        clock.atNextLook {
            try? FileManager.default.removeItem(atPath: path)
            try? Data("in the way".utf8).write(to: URL(fileURLWithPath: path))
        }
        train(reporter, from: 4, to: 5)
        let told = reporter.handle(.item(id, .checkpointed(.run(checkpoint(5)))))
        #expect(told?.reason.contains("metrics.jsonl: Not a directory") == true, "\(String(describing: told))")
        reporter.handle(.finished(id, .outcome(.run(Samples.outcome(.done, rate: 0.1)))))
        #expect(reporter.finish().map(\.item) == [id])
    }
}
