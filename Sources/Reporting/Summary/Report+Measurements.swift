import Experiment

extension Report {
    /// Where a run's files are; nil where it has none.
    func path(of run: RunDescription, in folder: ExperimentFolder) -> String? {
        folders[run.identity].map { "\(folder.path)/\($0)" }
    }

    /// The same report, with what was measured of runs that have no result: they still run, were killed or failed. Where
    /// that cannot be read, a remark of the run says why.
    func withMeasurements(in folder: ExperimentFolder) -> Report {
        var report = self
        for row in rows {
            guard let record = row.record, record.results == nil, let path = self.path(of: row.run, in: folder) else {
                continue
            }
            do throws(ReportingError) {
                let measurements = try MetricsFile.read(folder: path)
                report.runs[row.run.identity]?.results = RunResults(measurements, by: experiment.objective)
            } catch {
                // The same bytes wherever the folder stands, and however it was named.
                let reason = error.named(MetricsFile.name).message
                report.runs[row.run.identity]?.remarks.append("what it has measured is not shown: \(reason)")
            }
        }
        return report
    }
}

extension ReportingError {
    /// Of a file that cannot be read: the same, with its name in place of its path.
    fileprivate func named(_ name: String) -> ReportingError {
        switch self {
        case .system(let operation, _, let code): .system(operation, path: name, errno: code)
        case .notPlain: .notPlain(path: name)
        case .tooLarge(_, let limit): .tooLarge(path: name, limit: limit)
        case .held, .unusableName, .noFolder, .notFolder, .deadLink, .noRecords, .movedAside, .damaged, .output: self
        }
    }
}

extension RunResults {
    /// - Parameter measurements: in the order of training. Nil for none.
    fileprivate init?(_ measurements: [Measurement], by objective: Objective) {
        guard let last = measurements.last else { return nil }
        let scores = measurements.validationScores
        self.init(
            trainLoss: nil, validationLast: scores.last, validationBest: objective.best(of: scores), test: nil,
            epochs: last.epoch)
    }
}
