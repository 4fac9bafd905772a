import Experiment
import Foundation
import Reporting
import TestSupport

/// A suite whose tests look at `runs/fashion`, an experiment's folder of their own.
protocol OutputFolder {
    var temporary: TemporaryFolder { get }
    var folder: ExperimentFolder { get }
}

extension OutputFolder {
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: temporary.file(path)) }

    func save(_ record: RunRecord, to name: String) throws {
        try temporary.write(JSONText.document(record.json), to: "runs/fashion/\(name)/run.json")
    }

    func checkpoint(_ step: Int) -> CheckpointMark {
        CheckpointMark(step: step, elapsed: ElapsedTime(training: 1, total: 1), instructionSet: nil)
    }

    func stopped(_ run: PlannedRun, at step: Int) -> RunRecord {
        var record = Samples.record(run, Samples.outcome(.interrupted(step: step)))
        record.checkpoint = checkpoint(step)
        return record
    }
}
