import Experiment

extension Report {
    /// What the experiment says.
    package func answer(_ style: Markup) -> String { comparison.answer(style) }

    /// Why runs are left although nobody has stopped the latest start; nil where that is not so.
    package func endRemark(_ style: Markup) -> String? {
        let left = rows.count { $0.state.isOpen && $0.isSelected }
        guard let cause = experiment.endedAfter, left > 0 else { return nil }
        let runs = "\(WordList.count(left, "run")) \(left == 1 ? "is" : "are") left"
        return "\(runs): \(style.code("--fail-fast")) ended the start after \(style.code(cause)) failed."
    }

    /// Made anew each time, with thousands of resamples for each group that has seeds enough: who needs it more than
    /// once, keeps it.
    package var comparison: Comparison { Comparison(RunGroup.groups(of: rows), objective: experiment.objective) }
}
