import Experiment

extension RunCheckpoint {
    /// Chooses the best validation so far by `metric`, where it was chosen by another one: nothing else in the checkpoint
    /// depends on it.
    ///
    /// A checkpoint has the weights of two validations at most, the former best one and its own step. Where the best one
    /// is neither, its weights are not kept: `position.bestStep` is nil until a later validation is better.
    /// - Parameter measurements: all up to its position.
    /// - Returns: the step of the best validation, where its weights are not kept because of this choice.
    /// - Throws: where the measurements are not those of its validations.
    mutating func chooseBest(
        by metric: Objective.Metric, of measurements: [Measurement]
    ) throws(CheckpointFault) -> Int? {
        guard self.metric != metric else { return nil }
        self.metric = metric
        guard let last = position.validationLast else { return nil }
        guard let validations = measurements.validations(count: position.validations, last: last) else {
            throw CheckpointFault("\(MetricsFile.name) does not give every validation before it as it was measured")
        }
        let chosen = Objective(metric: metric).best(of: validations, by: \.score)
        position.validationBest = chosen?.score
        guard chosen?.step != position.bestStep else { return nil }
        best = nil
        position.bestStep = chosen?.step == position.step ? position.step : nil
        return position.bestStep == nil ? chosen?.step : nil
    }
}
