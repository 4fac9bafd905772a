package import NeuralNet

extension TrainingState: Equatable {
    /// Equal bits: −0 differs from 0, and a NaN equals itself.
    package static func == (a: TrainingState, b: TrainingState) -> Bool {
        a.stepCount == b.stepCount && a.parameters.hasSameBits(as: b.parameters)
            && a.runningStatistics.hasSameBits(as: b.runningStatistics)
            && a.optimizerState.elementsEqual(b.optimizerState) {
                $0.name == $1.name && $0.values.hasSameBits(as: $1.values)
            }
    }
}

extension [Float] {
    fileprivate func hasSameBits(as other: [Float]) -> Bool {
        elementsEqual(other) { $0.bitPattern == $1.bitPattern }
    }
}
