package import Experiment

extension RunRecord {
    /// Chooses the best validation anew where it was chosen by another metric, or is missing: an experiment's objective
    /// may change when its runs are done, and a comparison takes one objective for all. The weights in
    /// `best.safetensors` stay.
    ///
    /// Where `metrics.jsonl` does not hold every validation, any of those that it lacks may be the best one, and where it
    /// was changed, any that it holds may be none: the record keeps what it knows by the former metric.
    /// - Parameter folder: the run's, with `metrics.jsonl`.
    /// - Throws: where the measurements are there and cannot be read: the record is as it was.
    mutating func chooseBest(by objective: Objective, in folder: String) throws(ReportingError) {
        guard let results, let last = results.validationLast,
            metric != objective.metric || results.validationBest == nil
        else { return }
        let (lines, areOwn) = try measured(in: folder)
        let measurements = lines.compactMap { $0 }
        let scores = measurements.validationScores
        // Of a run whose validations were not counted, a line that cannot be read may have been one.
        let hasAll = validations.map { $0 == scores.count } ?? (measurements.count == lines.count)
        guard areOwn, hasAll, let final = scores.last, final.bits == last.bits else { return }
        let best = objective.best(of: scores)
        noteBestWeights(bestWeights ?? results.validationBest, beside: best)
        self.results?.validationBest = best
        metric = objective.metric
    }

    /// Keeps what `best.safetensors` holds, where that is another validation than the best one.
    /// - Parameters:
    ///   - score: the validation whose weights `best.safetensors` holds.
    ///   - best: the best validation so far.
    mutating func noteBestWeights(_ score: Score?, beside best: Score?) {
        bestWeights = score?.bits == best?.bits ? nil : score
    }

    /// As a comparison by `objective` takes it: a best validation by another metric is compared with nothing. One of
    /// which the metric is not known stays.
    func comparable(by objective: Objective) -> RunRecord {
        guard let metric, metric != objective.metric else { return self }
        var record = self
        record.results?.validationBest = nil
        record.bestWeights = nil
        return record
    }

    /// What a reader is told where the best validation by `objective` could not be chosen; nil where it is known, and
    /// where there is none. One of a finite loss always has a best one.
    /// - Parameter folder: the run's.
    func remarkOnBest(by objective: Objective, in folder: String) -> String? {
        guard let results, let last = results.validationLast else { return nil }
        let isByOther = metric.map { $0 != objective.metric } ?? false
        guard isByOther || results.validationBest == nil && last.loss.isFinite else { return nil }
        return "\(folder)/\(MetricsFile.name) does not give every validation as it was measured; which "
            + "one is the best by \(objective.metric.words) is not known"
    }
}

extension EarlierWork {
    /// Of which runs the best validation by `objective` is not known, a sentence each.
    /// - Parameter folder: that has adopted the plan.
    package func remarksOnBest(by objective: Objective, in folder: ExperimentFolder) -> [String] {
        runs.sorted { $0.key.folder < $1.key.folder }.compactMap { id, record in
            record.remarkOnBest(by: objective, in: "\(folder.path)/\(id.folder)")
        }
    }
}

extension Report {
    /// Of which runs the best validation by `objective` is not known, a sentence each.
    /// - Parameter folder: that it was read from.
    package func remarksOnBest(by objective: Objective, in folder: ExperimentFolder) -> [String] {
        rows.compactMap { row in
            path(of: row.run, in: folder).flatMap { row.record?.remarkOnBest(by: objective, in: $0) }
        }
    }
}

extension Report {
    /// Of which runs `best.safetensors` does not hold the weights of the best validation; nil where of none.
    package func bestWeightsRemark(_ style: Markup) -> String? {
        let runs = rows.filter { $0.record?.bestWeights != nil }.map { style.code($0.run.name) }
        guard !runs.isEmpty else { return nil }
        let list = WordList.text(runs, limit: WordList.namedInRemark)
        return "\(style.code(CheckpointFiles.best)) of \(list) does not hold the weights of the best "
            + "\(experiment.objective.metric.words), but those of the best validation by the objective before."
    }
}

extension [Measurement] {
    /// What the validations among them came to.
    var validationScores: [Score] { filter { $0.split == .validation }.map(\.score) }
}

extension Measurement {
    var score: Score { Score(loss: loss, accuracy: accuracy) }
}
