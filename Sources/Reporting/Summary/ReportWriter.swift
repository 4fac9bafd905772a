import Experiment

/// Writes what is made from records: `summary.md`, `summary.json`, `results.csv`, `figures/*.svg`. The same records
/// give the same bytes.
package enum ReportWriter {
    /// Writes all of it into `folder`, and removes figures of an earlier plan. A figure that cannot be written, as where
    /// the disk is nearly full, keeps back neither the texts, which are small, nor the other figures.
    /// - Returns: what hindered a figure first, if something did: `output` where it cannot be drawn, `notFolder` or
    ///   `notPlain` where something else stands in the place of the figures' folder, `system`.
    /// - Throws: `system` where a text cannot be written.
    @discardableResult
    package static func write(
        _ report: Report, to folder: ExperimentFolder
    ) throws(ReportingError) -> ReportingError? {
        let report = report.withMeasurements(in: folder)
        let comparison = report.comparison
        let grids = comparison.gridAnalyses()
        let figures = SummaryFigures.all(report, comparison, grids) { row in
            guard let record = row.record, let path = report.path(of: row.run, in: folder) else { return [] }
            // Of a file that cannot be read it is not known how much is missing.
            guard let (lines, areOwn) = try? record.measured(in: path) else { return [nil] }
            return areOwn ? lines : lines + [nil]
        }
        let (written, failure) = write(figures, to: folder.path + "/" + FolderEntry.figures.rawValue)
        try folder.write(JSONSummary.render(report, comparison, grids), to: .jsonSummary)
        try folder.write(CSVResults.render(report), to: .results)
        // Last: who finds it finds the files that it shows.
        try folder.write(MarkdownSummary.render(report, comparison, grids, figures: written), to: .markdownSummary)
        return failure
    }

    /// Writes the figures into the folder at `path`, and removes those of an earlier plan.
    /// - Returns: the figures that are written, and what failed first.
    private static func write(
        _ figures: [SummaryFigure], to path: String
    ) -> (written: [SummaryFigure], failure: ReportingError?) {
        var written: [SummaryFigure] = []
        var failure: ReportingError?
        do throws(ReportingError) {
            if !figures.isEmpty { try FileAccess.createFolder(path) }
        } catch {
            return ([], error)
        }
        for figure in figures {
            do throws(ReportingError) {
                try AtomicFile.write(figure.svg(), to: figure.fileName, in: path)
                written.append(figure)
            } catch {
                failure = failure ?? error
            }
        }
        do throws(ReportingError) {
            try removeFigures(in: path, but: Set(figures.map(\.fileName)))
        } catch {
            failure = failure ?? error
        }
        return (written, failure)
    }

    /// Removes figures of an earlier plan; what else the user keeps there stays.
    private static func removeFigures(in path: String, but names: Set<String>) throws(ReportingError) {
        guard FileStatus(of: path)?.isFolder == true else { return }
        for old in try FileAccess.names(in: path) where SummaryFigure.isOwn(old) && !names.contains(old) {
            try FileAccess.remove("\(path)/\(old)")
        }
    }
}
