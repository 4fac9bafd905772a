import Experiment

/// Writes what is made from records: `summary.md`, `summary.json`, `results.csv`, `figures/*.svg`. The same records
/// give the same bytes.
package enum ReportWriter {
    /// Writes all of it into `folder`, and removes figures of an earlier plan.
    /// - Throws: `output` where a figure cannot be drawn; `notFolder` or `notPlain` where something else stands in the
    ///   place of the figures' folder; `system` where something cannot be written or removed.
    package static func write(_ report: Report, to folder: ExperimentFolder) throws(ReportingError) {
        let report = report.withMeasurements(in: folder)
        let comparison = report.comparison
        let grids = comparison.gridAnalyses()
        let figures = SummaryFigures.all(report, comparison, grids) { row in
            guard let record = row.record, let path = report.path(of: row.run, in: folder) else { return [] }
            // Of a file that cannot be read it is not known how much is missing.
            guard let (lines, areOwn) = try? record.measured(in: path) else { return [nil] }
            return areOwn ? lines : lines + [nil]
        }
        let path = folder.path + "/" + FolderEntry.figures.rawValue
        if !figures.isEmpty { try FileAccess.createFolder(path) }
        for figure in figures { try AtomicFile.write(figure.svg(), to: figure.fileName, in: path) }
        if FileStatus(of: path)?.isFolder == true {
            // Of an earlier plan; what else the user keeps there stays.
            let names = Set(figures.map(\.fileName))
            for old in try FileAccess.names(in: path) where SummaryFigure.isOwn(old) && !names.contains(old) {
                try FileAccess.remove("\(path)/\(old)")
            }
        }
        try folder.write(JSONSummary.render(report, comparison, grids), to: .jsonSummary)
        try folder.write(CSVResults.render(report), to: .results)
        // Last: who finds it finds the files that it shows.
        try folder.write(MarkdownSummary.render(report, comparison, grids, figures: figures), to: .markdownSummary)
    }
}
