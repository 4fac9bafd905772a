import Experiment

/// Writes what is made from records: `summary.md`, `summary.json`, `results.csv`, `figures/*.svg`. The same records
/// give the same bytes.
package enum ReportWriter {
    package static func write(_ report: Report, to folder: ExperimentFolder) throws(ReportingError) {
        let figures = SummaryFigures.all(report) { row in
            guard let path = try? folder.path(of: PlanItemID(row.run.name)) else { return [] }
            return MetricsFile.read(folder: path)
        }
        if !figures.isEmpty {
            let path = folder.path + "/" + ReportFile.figures
            try FileAccess.createFolder(path)
            for figure in figures { try AtomicFile.write(figure.svg(), to: figure.fileName, in: path) }
            // Of an earlier plan.
            let names = Set(figures.map(\.fileName))
            for old in try FileAccess.names(in: path) where old.hasSuffix(".svg") && !names.contains(old) {
                try FileAccess.remove("\(path)/\(old)")
            }
        }
        try folder.write(JSONSummary.render(report), to: ReportFile.json)
        try folder.write(CSVResults.render(report), to: ReportFile.table)
        // Last: who finds it finds the files that it shows.
        try folder.write(MarkdownSummary.render(report, figures: figures), to: ReportFile.markdown)
    }
}

extension Report {
    /// Reads an experiment's folder. A run that is called running while no start works on the folder was killed.
    package init(folder: ExperimentFolder) throws(ReportingError) {
        let contents = try folder.contents()
        self.init(
            experiment: try folder.experimentRecord(), runs: contents.runByIdentity.mapValues(\.record),
            rangeTests: contents.rangeTestByKey)
    }

    /// Makes the summary again from the records in `folder` (`xrun report`).
    @discardableResult
    package static func rebuild(_ folder: ExperimentFolder, now: Timestamp) throws(ReportingError) -> Report {
        var report = try Report(folder: folder)
        let lock = try? folder.lock(since: now)
        if lock != nil { report.markKilledRuns() }
        defer { lock?.release() }
        try ReportWriter.write(report, to: folder)
        return report
    }

    /// For who alone works on the folder, before anything runs: what is called running was killed.
    mutating func markKilledRuns() {
        for (identity, record) in runs where record.status == .running {
            runs[identity]?.status = .interrupted
            runs[identity]?.reason = "it was killed before its end; the same command takes it up again"
        }
    }
}
