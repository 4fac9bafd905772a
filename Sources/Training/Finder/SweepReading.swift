package import Experiment

/// What a sweep shows of the rates at which a network learns.
package struct SweepReading: Hashable, Sendable {
    /// How near to a uniform guess's loss one counts as that, in terms of it.
    static let nearGuess = 0.1
    /// From how many times a uniform guess's loss on a first loss tells of inputs that are not scaled.
    private static let farAboveGuess = 1.5
    /// Of where the loss began: what falls by less shows nothing.
    private static let leastFall = 0.02
    /// Times what one batch differs from the next: a fall by less is no more than chance, which has forty points to show
    /// one.
    private static let clearNoise = 3.0
    /// The same for a fall from far above a guess: of a clear one, and of one that shows something all the same.
    private static let noiseFarAbove = (clear: 2.0, least: 0.5)

    /// log₁₀ of the rate in the middle of the loss's fall.
    package var center: Double
    /// Whether the fall is more than chance. If not, its middle is still worth more than the usual rate.
    package var isClear: Bool
    /// The loss before it fell, and the lowest one, of the means over three neighbouring points.
    package var begin: Double
    package var lowest: Double

    /// Whether the network first has large logits to unlearn, as with pixels 0…255.
    func beginsFarAbove(_ guess: Double) -> Bool { Self.isFarAbove(guess, begin) }

    /// From where a fall counts. What lies above a uniform guess's loss is soon gone, and no learning, unless the loss came
    /// no lower.
    static func origin(begin: Double, lowest: Double, guess: Double) -> Double {
        lowest < guess ? min(begin, guess) : begin
    }

    private static func isFarAbove(_ guess: Double, _ loss: Double) -> Bool { loss > farAboveGuess * guess }

    /// Losses of rising rates, in which those of a destroyed network are as high as where the curve began. Where that is
    /// far above the loss of a uniform guess, ln(classes), as with pixels 0…255, a network that is destroyed by too high a
    /// rate falls to just that: such points have learned nothing, unless the loss was lower still at a higher rate.
    private static func undestroyed(_ losses: [Double], begin: Double, guess: Double) -> [Double] {
        guard isFarAbove(guess, begin) else { return losses }
        let lastBelowGuess = losses.lastIndex { $0 < (1 - nearGuess) * guess } ?? -1
        return losses.enumerated().map { index, loss in
            index > lastBelowGuess && (loss - guess).magnitude < nearGuess * guess ? begin : loss
        }
    }

    /// The same of a whole curve.
    static func undestroyedLosses(of curve: [RangeTestOutcome.Point], classes: Int) -> [Double] {
        let losses = curve.map(\.loss)
        return undestroyed(losses, begin: begin(of: losses), guess: Score.uniformGuessLoss(classes: classes))
    }

    private static func begin(of losses: [Double]) -> Double { losses.prefix(losses.count / 4).median }

    package init(center: Double, isClear: Bool, begin: Double, lowest: Double) {
        self.center = center
        self.isClear = isClear
        self.begin = begin
        self.lowest = lowest
    }

    /// The center is the mean over the ladder, each point weighed by the square of how far the mean of three
    /// neighbouring losses lies below where the curve began. It is steadier than the lowest point, which is one of many
    /// that hardly differ.
    ///
    /// Points of a destroyed network do not count (`undestroyed`). Where there may be such, the usual rate means nothing,
    /// and a fall counts even where batches differ as much.
    /// - Returns: nil where the loss never fell clearly: by less than 2 % of where it began, or by less than three times
    ///   (far above a guess: half) what one batch differs from the next.
    package init?(of curve: [RangeTestOutcome.Point], classes: Int) {
        let losses = curve.map(\.loss)
        guard losses.count >= FinderSettings.leastSweepPoints else { return nil }
        let smooth = losses.means(reach: 1)
        let begin = Self.begin(of: losses)
        let early = losses.prefix(losses.count / 3)
        let noise = zip(early, early.dropFirst()).map { ($1 - $0).magnitude }.median
        let guess = Score.uniformGuessLoss(classes: classes)
        let isFarAboveGuess = Self.isFarAbove(guess, begin)
        let falls = Self.undestroyed(smooth, begin: begin, guess: guess).map { max(0, begin - $0) }
        guard let fall = falls.max(), let lowest = smooth.min(), fall > Self.leastFall * begin,
            fall > (isFarAboveGuess ? Self.noiseFarAbove.least : Self.clearNoise) * noise
        else { return nil }
        let weights = falls.map { ($0 / fall) * ($0 / fall) }
        let sum = zip(weights, curve).reduce(0) { $0 + $1.0 * PortableMath.log10($1.1.learningRate) }
        let isClear = fall > (isFarAboveGuess ? Self.noiseFarAbove.clear : Self.clearNoise) * noise
        self.init(center: sum / weights.reduce(0, +), isClear: isClear, begin: begin, lowest: lowest)
    }
}
