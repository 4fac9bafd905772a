import Experiment
import Synchronization

/// The summary of an experiment that still runs: kept up with the records, written now and then.
final class LiveSummary: Sendable {
    private struct Pace {
        var lastWrite: ContinuousClock.Instant?
        var duration = Duration.zero
    }

    private let folder: ExperimentFolder
    private let content: Mutex<Report>
    /// Held while the files are written: one writer at a time.
    private let pace = Mutex(Pace())

    init(_ report: Report, folder: ExperimentFolder) {
        self.folder = folder
        content = Mutex(report)
    }

    var report: Report { content.withLock { $0 } }

    /// - Parameter hasFolder: whether the run has got a folder: one of its name may be another run's.
    func update(_ record: RunRecord, hasFolder: Bool) {
        content.withLock { report in
            report.runs[record.run.identity] = record
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

    func write() throws(ReportingError) {
        try pace.withLock { pace throws(ReportingError) in try write(&pace) }
    }

    /// After each run, which the next one waits for; but not before ten times as long has passed as the last writing
    /// took, so that of a plan with thousands of short runs about a tenth of the time goes into it. The records are on
    /// the disk in any case, and the last summary is always written.
    func writeSometimes() {
        pace.withLock { pace in
            if let last = pace.lastWrite, ContinuousClock.now - last < pace.duration * 10 { return }
            // What hinders this one hinders the last one too, and is told there.
            try? write(&pace)
        }
    }

    private func write(_ pace: inout Pace) throws(ReportingError) {
        let start = ContinuousClock.now
        try ReportWriter.write(report, to: folder)
        pace.lastWrite = .now
        pace.duration = ContinuousClock.now - start
    }
}
