import Experiment

/// What is known of the data sets of a plan: thousands of runs share a few.
struct DatasetSummaries {
    /// Nil for a data set that cannot be used.
    private var known: [DatasetSpec: DatasetSummary?] = [:]

    /// Nil also for a data set that was not asked for.
    subscript(_ dataset: DatasetSpec) -> DatasetSummary? { known[dataset] ?? nil }

    /// What is known of the data set of `run`; `summarize` is asked once for each.
    /// - Returns: nil where it threw: what it said is among the problems, at the place of the first run that names the
    ///   data set.
    mutating func summary(
        for run: RunSpec, _ problems: inout DiagnosticList,
        summarize: (DatasetSpec) throws(Diagnostic) -> DatasetSummary
    ) -> DatasetSummary? {
        let dataset = run.configuration.dataset
        if let answer = known[dataset] { return answer }
        var summary: DatasetSummary?
        do throws(Diagnostic) {
            summary = try summarize(dataset)
        } catch {
            problems.append(error.located(at: run.sources.location(of: "dataset")))
        }
        known.updateValue(summary, forKey: dataset)
        return summary
    }
}

extension Diagnostic {
    /// The diagnostic with a place, if it has none of its own.
    fileprivate func located(at place: SourceLocation?) -> Diagnostic {
        var result = self
        result.location = location ?? place
        return result
    }
}
