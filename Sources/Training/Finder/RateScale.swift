import Experiment

/// What is known of an optimizer's rates before anything is measured, in decades (powers of ten).
///
/// The numbers come from dense grids over other tasks than those that judge the finder; `docs/finder.md` shows
/// them. They only say where the trials begin: a trial decides, and walks on where its best rate is the outermost.
struct RateScale: Sendable {
    /// log₁₀ of the rate that people try first.
    let usual: Double
    /// How far the center of a sweep's fall lies above the best rate. A sweep hurries: momentum has not built up when
    /// the rate has already risen, so that the loss still falls where a steady rate would diverge.
    let lead: Double
    /// The best rate of a run of T steps is about T to the power of minus this, times a constant: what short trials
    /// prefer is too high for a long run, whose noise has the time to show.
    let drift: Double
    /// The same where the first loss is far above a uniform guess's: the beginning, with gradients as large as the
    /// loss, bounds the rate of a short trial, and less that of a long run.
    let driftFromFarAbove: Double
    /// What comes to the drift where the end of a run is bounded by what its beginning hardly shows: the noise of small
    /// batches, the pull of a weight decay, which tells when gradients have become small, and the running statistics of
    /// batch norm.
    let lateDrift: Double

    /// Of batch norm: an evaluation uses statistics of earlier steps, and the faster the weights still move, the less
    /// they fit. A short trial, which has little to lose by it yet, hardly shows that.
    private static let lag = 0.4

    /// - Parameters:
    ///   - batchSize: samples of a step.
    ///   - hasBatchNorm: whether the network has a layer that does.
    init(_ optimizer: OptimizerSpec, batchSize: Int, hasBatchNorm: Bool = false) {
        (usual, lead, drift, driftFromFarAbove) = Self.numbers(of: optimizer)
        lateDrift =
            Self.noise(of: batchSize, optimizer) + Self.pull(of: optimizer) + (hasBatchNorm ? Self.lag : 0)
    }

    /// What the optimizer alone decides.
    private static func numbers(
        of optimizer: OptimizerSpec
    ) -> (usual: Double, lead: Double, drift: Double, driftFromFarAbove: Double) {
        switch optimizer {
        case .sgd(let momentum, _, _):
            // Momentum multiplies the rate by 1 / (1 − momentum) in the end. Without it trials choose low by
            // themselves, below a cliff that is near.
            let gain = -PortableMath.log10(1 - min(momentum, 0.999))
            return (
                usual: -1 - gain / 2, lead: 0.4 + 0.3 * gain, drift: 0.3 * min(gain, 1),
                driftFromFarAbove: -0.2 * min(gain, 1)
            )
        case .adam, .adamW: return (usual: -2.5, lead: 0.8, drift: 0.3, driftFromFarAbove: 0)
        // Its mean of squares starts at 0 without a correction: the first steps are larger than the rate says, which
        // holds short trials back by about as much as long runs are.
        case .rmsProp: return (usual: -2.8, lead: 0.2, drift: 0, driftFromFarAbove: 0)
        // Its rates fall by themselves, like 1 / √steps: a long run bears a higher one.
        case .adagrad: return (usual: -1.7, lead: -0.3, drift: -0.1, driftFromFarAbove: -0.1)
        }
    }

    /// From batches of 64 down, 0.1 for each halving, up to 0.3: the variance of a gradient is in proportion to
    /// 1 / samples. Adagrad's rates have fallen by then.
    private static func noise(of batchSize: Int, _ optimizer: OptimizerSpec) -> Double {
        if case .adagrad = optimizer { return 0 }
        let halvings = PortableMath.log10(64 / Double(max(1, batchSize))) / PortableMath.log10(2)
        return min(max(0, 0.1 * halvings), 0.3)
    }

    /// From a weight decay of 0.002 on, 0.3 for each decade, up to 0.4. AdamW's is multiplied by a small rate, where the
    /// others' competes with the gradient: there the same begins at 1.
    private static func pull(of optimizer: OptimizerSpec) -> Double {
        let (decay, least) =
            switch optimizer {
            case .sgd(_, _, let decay), .adam(_, _, _, let decay), .rmsProp(_, _, _, _, let decay),
                .adagrad(_, _, _, let decay):
                (decay, 2e-3)
            case .adamW(_, _, _, let decay): (decay, 1.0)
            }
        return decay > least ? min(0.3 * PortableMath.log10(decay / least), 0.4) : 0
    }

    /// Decades above the usual rate that are most probable where no sweep shows a fall.
    private static let leadWithoutSweep = 0.3
    /// How much of the way the usual rate draws what a sweep shows to itself.
    private static let usualShare = 0.5
    /// Decades between the two from which on it draws nothing, since it belongs to other data; a decade before, it
    /// begins to draw less.
    private static let foreign = 2.0

    /// log₁₀ of the run's most probable rate before the first trial.
    /// - Parameter sweep: nil where it shows nothing.
    func mostProbable(after sweep: SweepReading?) -> Double {
        guard let sweep else { return usual + Self.leadWithoutSweep }
        let seen = sweep.center - lead
        let distance = usual - seen
        return seen + Self.usualShare * max(0, min(1, Self.foreign - distance.magnitude)) * distance
    }
}
