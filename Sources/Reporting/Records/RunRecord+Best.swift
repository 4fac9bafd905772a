import Experiment

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
        // Of a run whose validations were not counted, a line that cannot be read may have been one.
        guard areOwn, validations != nil || measurements.count == lines.count,
            let all = measurements.validations(count: validations, last: last)
        else { return }
        let best = objective.best(of: all, by: \.score)?.score
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
}
