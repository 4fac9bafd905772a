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
    /// - Returns: the report, and the paths of records that are damaged and not in it.
    package static func read(
        _ folder: ExperimentFolder, now: Timestamp
    ) throws(ReportingError) -> (report: Report, damaged: [String]) {
        // Held while the records are read: a start that ends meanwhile would be taken for a killed one.
        let lock = try? folder.lock(since: now)
        defer { lock?.release() }
        return try read(folder, isHeldByNobody: lock != nil)
    }

    /// Makes the summary again from the records in `folder` (`xrun report`).
    /// - Returns: as `read`.
    @discardableResult
    package static func rebuild(
        _ folder: ExperimentFolder, now: Timestamp
    ) throws(ReportingError) -> (report: Report, damaged: [String]) {
        let lock = try? folder.lock(since: now)
        defer { lock?.release() }
        let found = try read(folder, isHeldByNobody: lock != nil)
        try ReportWriter.write(found.report, to: folder)
        return found
    }

    private static func read(
        _ folder: ExperimentFolder, isHeldByNobody: Bool
    ) throws(ReportingError) -> (report: Report, damaged: [String]) {
        let contents = try folder.contents()
        var report = Report(
            experiment: try folder.experimentRecord(), runs: contents.runByIdentity.mapValues(\.record),
            rangeTests: contents.rangeTestByKey)
        if isHeldByNobody { report.markKilledRuns() }
        return (report, contents.damaged)
    }

    /// For who alone works on the folder, before anything runs: what is called running was killed.
    mutating func markKilledRuns() {
        for (identity, record) in runs where record.status == .running {
            runs[identity]?.status = .interrupted
            runs[identity]?.reason = "it was killed before its end; the same command takes it up again"
        }
    }
}
