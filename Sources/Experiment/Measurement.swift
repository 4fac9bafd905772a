/// One line of `metrics.jsonl`.
package struct Measurement: Hashable, Sendable {
    package enum Split: String, Sendable { case train, validation }

    /// Optimizer steps done when it was taken; of a step whose loss is not finite, that step.
    package var step: Int
    /// `step` in epochs.
    package var epoch: Double
    package var split: Split
    /// Train: mean since the previous train line, weighted by samples. Validation: mean over the set. Natural
    /// logarithm.
    package var loss: Double
    /// Share of samples whose largest logit is the label's, 0 … 1.
    package var accuracy: Double
    /// The schedule's rate of that step.
    package var learningRate: Double

    package init(step: Int, epoch: Double, split: Split, loss: Double, accuracy: Double, learningRate: Double) {
        self.step = step
        self.epoch = epoch
        self.split = split
        self.loss = loss
        self.accuracy = accuracy
        self.learningRate = learningRate
    }
}
