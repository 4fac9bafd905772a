import Experiment

extension RunCheckpoint {
    /// What was measured before it, and the size of that in bytes, as `metrics.jsonl` in `folder` holds it.
    /// - Parameters:
    ///   - identity: that of the run which is to go on from it.
    ///   - learningRate: the run's; nil where that is not known.
    /// - Throws: where the run cannot go on from it. Whether its tensors are the model's is not looked at.
    func keptMeasurements(
        ofRun identity: String, at learningRate: Double?, in folder: String
    ) throws(CheckpointFault) -> (measurements: [Measurement], size: Int) {
        guard self.identity == identity else { throw CheckpointFault("it belongs to another run") }
        guard learningRate == nil || self.learningRate == learningRate else {
            throw CheckpointFault("it was trained at another learning rate")
        }
        guard let kept = MetricsFile.first(position.measurements, in: folder) else {
            throw CheckpointFault("\(MetricsFile.name) no longer holds what was measured before it")
        }
        return kept
    }
}
