/// Momentum that moves against the learning rate (arXiv:1803.09820, section 4.3): the largest where the rate is lowest,
/// the smallest at the rate's peak. `cycle_momentum` of PyTorch's CyclicLR and OneCycleLR: SGD's and RMSprop's
/// momentum, Adam's and AdamW's β₁; what the optimizer sets for it counts in no step of the run.
package struct MomentumCycle: Hashable, Sendable {
    /// At the rate's peak.
    package var minimum: Double
    /// At the cycle's ends; greater than 0.
    package var maximum: Double

    package init(minimum: Double, maximum: Double) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

extension ScheduleSpec {
    /// How momentum moves; nil where it stays what the optimizer says.
    package var momentum: MomentumCycle? {
        switch kind {
        case .cyclical(let cyclical): cyclical.momentum
        case .oneCycle(let oneCycle): oneCycle.momentum
        case .constant, .step, .multiStep, .exponential, .cosine: nil
        }
    }
}
