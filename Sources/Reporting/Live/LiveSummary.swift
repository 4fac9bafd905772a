import Experiment
import Synchronization

/// The summary of an experiment that still runs: kept up with the records, written now and then.
package final class LiveSummary: Sendable {
    private struct Pace {
        var lastWrite: ContinuousClock.Instant?
        var duration = Duration.zero
    }

    private let folder: ExperimentFolder
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let content: Mutex<Report>
    /// Held while the files are written: one writer at a time.
    private let pace = Mutex(Pace())

    /// - Parameter clock: what time it is when a writing begins and ends, and when one is asked for.
    package init(
        _ report: Report, folder: ExperimentFolder,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.folder = folder
        self.clock = clock
        content = Mutex(report)
    }

    var report: Report { content.withLock { $0 } }

    /// - Parameter hasFolder: whether the run has got a folder: one of its name may be another run's.
    func update(_ record: RunRecord, hasFolder: Bool) {
        content.withLock { report in
            // Of a run that is not tried it is the one of an earlier start, which may have had another objective.
            report.runs[record.run.identity] = record.comparable(by: report.experiment.objective)
            if hasFolder { report.folders[record.run.identity] = record.run.name }
        }
    }

    func update(_ record: RangeTestRecord) { content.withLock { $0.rangeTests[record.key] = record } }

    /// Writes down after whose failure the start has ended.
    func end(after item: PlanItemID) throws(ReportingError) {
        let experiment = content.withLock { report in
            report.experiment.endedAfter = item.folder
            return report.experiment
        }
        try folder.write(experiment)
    }

    /// - Returns, throws: as `ReportWriter.write`.
    @discardableResult
    package func write() throws(ReportingError) -> ReportingError? {
        try pace.withLock { pace throws(ReportingError) in try write(&pace) }
    }

    /// After each run, which the next one waits for; but not before ten times as long has passed as the last writing
    /// took, so that of a plan with thousands of short runs about a tenth of the time goes into it. The records are on
    /// the disk in any case, and the last summary is always written.
    package func writeSometimes() {
        pace.withLock { pace in
            if let last = pace.lastWrite, clock() - last < pace.duration * 10 { return }
            // What hinders this one hinders the last one too, and is told there.
            _ = try? write(&pace)
        }
    }

    private func write(_ pace: inout Pace) throws(ReportingError) -> ReportingError? {
        let start = clock()
        // What could not be written took its time all the same.
        defer {
            let end = clock()
            pace = Pace(lastWrite: end, duration: end - start)
        }
        return try ReportWriter.write(report, to: folder)
    }
}
