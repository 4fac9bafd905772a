package import Experiment
import Glibc

extension Report {
    /// Reads an experiment's folder. An item that is called running while no start works on the folder was killed.
    /// - Parameter objective: what the best validations are chosen by; nil for the experiment's own.
    /// - Throws: `noRecords` or `movedAside` where the experiment's own record is missing; `damaged` or `tooLarge` where
    ///   it is none; `notFolder` or `notPlain` where something else stands in the folder's place; `system` where the
    ///   folder cannot be read.
    package static func read(
        _ folder: ExperimentFolder, objective: Objective? = nil
    ) throws(ReportingError) -> Report {
        try report(of: folder.settledContents(), in: folder, objective: objective)
    }

    /// Makes the summary again from the records in `folder` (`xrun report`), alone with them where nobody has the lock.
    /// - Throws: as `read`, and what `ReportWriter.write` throws or returns.
    @discardableResult
    package static func rebuild(
        _ folder: ExperimentFolder, now: Timestamp
    ) throws(ReportingError) -> Report {
        let (lock, isHeldByNobody) = lock(folder, now: now)
        defer { lock?.release() }
        var contents = try folder.contents()
        if isHeldByNobody { contents.markKilled(in: folder) }
        let report = try report(of: contents, in: folder, objective: nil)
        if let failure = try ReportWriter.write(report, to: folder) { throw failure }
        return report
    }

    /// The lock, where it is to be had, and whether nobody else has it.
    private static func lock(_ folder: ExperimentFolder, now: Timestamp) -> (FolderLock?, isHeldByNobody: Bool) {
        do {
            return (try folder.lock(since: now, isReport: true), true)
        } catch .system(_, _, EROFS) {
            return (nil, true)  // Nobody works on a disk that cannot be written.
        } catch {
            return (nil, false)
        }
    }

    private static func report(
        of contents: FolderContents, in folder: ExperimentFolder, objective: Objective?
    ) throws(ReportingError) -> Report {
        let experiment = try folder.experimentRecord()
        let objective = objective ?? experiment.objective
        let found = contents.runByIdentity
        let runs = found.mapValues { located in
            var record = located.record
            // Where its measurements give none, the record keeps what it has.
            try? record.chooseBest(by: objective, in: "\(folder.path)/\(located.folder)")
            return record.comparable(by: objective)
        }
        let strays = contents.strays(
            besides: Set(experiment.runs.map(\.description.identity)), keys: Set(experiment.rangeTests.map(\.key)))
        let foundTests = contents.rangeTestByIdentity
        let rangeTests = Dictionary(
            experiment.rangeTests.compactMap { test in foundTests[test.identity].map { (test.key, $0.record) } }
        ) { first, _ in first }
        return Report(
            experiment: experiment, runs: runs, rangeTests: rangeTests,
            folders: found.mapValues(\.folder), damaged: contents.damaged, strays: strays)
    }
}
