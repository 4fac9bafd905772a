package import Experiment

extension Report {
    /// Of which runs the best validation by `objective` is not known, a sentence each.
    /// - Parameter folder: that it was read from.
    package func remarksOnBest(by objective: Objective, in folder: ExperimentFolder) -> [String] {
        rows.compactMap { row in
            path(of: row.run, in: folder).flatMap { row.record?.remarkOnBest(by: objective, in: $0) }
        }
    }

    /// Of which runs `best.safetensors` does not hold the weights of the best validation; nil where of none.
    package func bestWeightsRemark(_ style: Markup) -> String? {
        let runs = rows.filter { $0.record?.bestWeights != nil }.map { style.code($0.run.name) }
        guard !runs.isEmpty else { return nil }
        let list = WordList.text(runs, limit: WordList.namedInRemark)
        return "\(style.code(CheckpointFiles.best)) of \(list) does not hold the weights of the best "
            + "\(experiment.objective.metric.words), but those of the best validation by the objective before."
    }
}

extension RunRecord {
    /// What a reader is told where the best validation by `objective` could not be chosen; nil where it is known, and
    /// where there is none. One of a finite loss always has a best one.
    /// - Parameter folder: the run's.
    fileprivate func remarkOnBest(by objective: Objective, in folder: String) -> String? {
        guard let results, let last = results.validationLast else { return nil }
        let isByOther = metric.map { $0 != objective.metric } ?? false
        guard isByOther || results.validationBest == nil && last.loss.isFinite else { return nil }
        return "\(folder)/\(MetricsFile.name) does not give every validation as it was measured; which "
            + "one is the best by \(objective.metric.words) is not known"
    }
}
