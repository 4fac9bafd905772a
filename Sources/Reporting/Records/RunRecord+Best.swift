import Experiment

extension RunRecord {
    /// Chooses the best validation anew where it was chosen by another metric: an experiment's objective may change
    /// when its runs are done, and a comparison takes one objective for all. The weights in `best.safetensors` stay.
    /// - Parameter folder: the run's, with `metrics.jsonl`. Where that does not lead up to the last validation, the
    ///   best one is no longer known.
    /// - Throws: where the measurements are there and cannot be read: the record is as it was.
    mutating func chooseBest(by objective: Objective, in folder: String) throws(ReportingError) {
        guard metric != objective.metric, let last = results?.validationLast else { return }
        let scores = try MetricsFile.read(folder: folder).validationScores
        if let measured = scores.last, measured.isSame(as: last) {
            results?.validationBest = objective.best(of: scores)
        } else if metric != nil {
            results?.validationBest = nil
        }
        metric = objective.metric
    }

    /// As a comparison by `objective` takes it: a best validation by another metric is compared with nothing. One of
    /// which the metric is not known stays.
    func comparable(by objective: Objective) -> RunRecord {
        guard let metric, metric != objective.metric else { return self }
        var record = self
        record.results?.validationBest = nil
        return record
    }
}

extension [Measurement] {
    /// What the validations among them came to.
    var validationScores: [Score] {
        filter { $0.split == .validation }.map { Score(loss: $0.loss, accuracy: $0.accuracy) }
    }
}

extension Score {
    /// Whether it is the same measurement: the loss of a run that diverged is equal to nothing, not even to itself.
    fileprivate func isSame(as other: Score) -> Bool {
        loss.bitPattern == other.loss.bitPattern && accuracy.bitPattern == other.accuracy.bitPattern
    }
}
