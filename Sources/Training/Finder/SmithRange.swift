package import Experiment

/// The two learning rates that Smith reads from a range test: where the network starts to learn, and where that ends
/// (arXiv:1506.01186, section 3.3: "when the accuracy starts to increase and when the accuracy slows, becomes ragged,
/// or starts to fall"; arXiv:1803.09820, section 4.1, reads the upper one where the loss starts to rise). The bounds of
/// a cycle.
///
/// Smith reads a picture of the accuracy by eye; this is a rule for the loss:
/// 1. Each loss is replaced by the median of its neighbourhood, then by the mean of these (`SteadyLosses`).
/// 2. The bottom is the smallest of these. The noise comes from the median distance of the losses from them, up to the
///    bottom. The plateau is their median over the first tenth, or up to where a quarter of the fall is done.
/// 3. Where the bottom lies below the plateau by no more than the noise allows, there is no range.
/// 4. The minimum is the point after the last one, on the way to the bottom, that is still on the plateau: within the
///    noise, or a twentieth of the whole fall.
/// 5. The maximum is the first point that is as low as the bottom within the same measure, or an earlier one behind the
///    minimum from which on the losses scatter several times as far as on the plateau. A curve that still falls at its
///    end has it there.
package struct SmithRange: Hashable, Sendable {
    /// What is seen at the minimum; the words follow "from".
    package enum Beginning: String, Sendable {
        case leavesPlateau = "where the loss leaves its plateau"
        /// The loss falls from the first rate on.
        case ladderBegins = "near the first rate, where the loss falls already (smaller ones may learn as well)"
    }
    /// What is seen at the maximum; the words follow "to".
    package enum End: String, Sendable {
        /// The loss falls no more, or rises.
        case stopsImproving = "where it stops falling"
        case turnsRagged = "where it turns ragged"
        case diverges = "where it diverges, falling until then"
        case curveEnds = "the last rate, where it still falls (larger ones may learn as well)"
    }
    /// Why a curve has no range.
    package enum NoRange: Error, Hashable {
        case tooFewPoints(count: Int, needed: Int)
        /// The loss falls nowhere by more than its noise.
        case flat
        /// It does, but only as a destroyed network's, which shows no range.
        case destroyed

        /// One sentence.
        package var reason: String {
            switch self {
            case .tooFewPoints(let count, let needed):
                "the curve has \(WordList.count(count, "point")), too few to read a range from, which takes \(needed)"
            case .flat: "the loss falls nowhere by more than its noise"
            case .destroyed: "the loss falls by more than its noise only where the network is destroyed"
            }
        }
    }

    /// Learning rates, points of the curve.
    package var minimum: Double
    package var maximum: Double
    package var beginning: Beginning
    package var end: End

    /// The fewest points with a plateau, a fall and an end.
    private static let leastPoints = 10

    /// - Parameters:
    ///   - rates: rising.
    ///   - losses: of each rate, best unsmoothed (or a median over several sweeps): an average of the past has moved
    ///     both ends up already. They count up to the first that is not finite.
    ///   - stop: why the curve ends.
    /// - Throws: `tooFewPoints`; `flat` where the loss falls nowhere by more than its noise.
    package static func read(
        rates: [Double], losses: [Double], stop: RangeTestOutcome.Stop
    ) throws(NoRange) -> SmithRange {
        let curve = Array(zip(rates, losses).prefix { $0.1.isFinite })
        guard curve.count >= leastPoints else { throw .tooFewPoints(count: curve.count, needed: leastPoints) }
        guard let fall = Fall(of: curve.map(\.1)) else { throw .flat }
        var low = fall.begin
        var (high, end) = fall.end(from: low, stop)
        // The whole fall may lie between two points of a short ladder.
        if low == high { if high < fall.bottom { high = fall.bottom } else { low = max(0, low - 1) } }
        if let ragged = fall.firstRagged(in: low...high) { (high, end) = (ragged, .turnsRagged) }
        guard low < high else { throw .flat }
        return SmithRange(
            minimum: curve[low].0, maximum: curve[high].0,
            beginning: fall.isAtOnce ? .ladderBegins : .leavesPlateau, end: end)
    }

    /// Reads a curve in which a destroyed network's losses are no part of the fall.
    /// - Parameter losses: the curve's, but for those (`SweepReading.undestroyedLosses`).
    /// - Throws: as above; `destroyed` where these are all that falls.
    static func read(
        _ curve: [RangeTestOutcome.Point], undestroyed losses: [Double], stop: RangeTestOutcome.Stop
    ) throws(NoRange) -> SmithRange {
        let rates = curve.map(\.learningRate)
        do throws(NoRange) {
            return try read(rates: rates, losses: losses, stop: stop)
        } catch {
            let falls = (try? read(rates: rates, losses: curve.map(\.loss), stop: stop)) != nil
            if error == .flat, falls { throw .destroyed }
            throw error
        }
    }
}

/// How the losses of a curve fall, by their indices.
private struct Fall {
    /// Deviations that separate a fall from noise.
    private static let significance = 3.0
    /// A share of the fall that counts as none.
    private static let negligible = 0.05
    /// Times the plateau's scatter that count as ragged.
    private static let raggedness = 4.0

    /// Points on either side that a loss is smoothed with.
    private let reach: Int
    /// Points of the curve's first tenth, at least three.
    private let tenth: Int
    private let smooth: [Double]
    /// Distances of the losses from the smoothed ones.
    private let scatter: [Double]
    /// Where the smallest of the smoothed losses is.
    let bottom: Int
    private let plateau: Double
    /// How far the bottom lies below the plateau.
    private let depth: Double
    /// Losses that differ by less are level.
    private let margin: Double

    /// - Parameter losses: ten or more.
    /// - Returns: nil where they fall nowhere by more than their noise.
    init?(of losses: [Double]) {
        let steady = SteadyLosses(losses)
        let smooth = steady.values
        let scatter = zip(losses, smooth).map { abs($0 - $1) }
        guard let bottom = steady.bottom else { return nil }
        (reach, tenth) = (steady.reach, steady.tenth)
        let first = steady.begin
        let quarter = smooth[...bottom].lastIndex { $0 >= first - 0.25 * (first - smooth[bottom]) } ?? 0
        plateau = smooth.prefix(max(tenth, quarter + 1)).upperMedian
        depth = plateau - smooth[bottom]
        // The deviation of normal noise is 1.48 times its median distance; a mean of n medians of n has about 1/√n of
        // it.
        let noise = 1.48 * scatter[...bottom].upperMedian / Double(2 * reach + 1).squareRoot()
        // The last bits of a constant loss are no fall either.
        guard depth > 2 * Self.significance * noise, depth > 1e-9 * abs(plateau) else { return nil }
        margin = max(Self.significance * noise, Self.negligible * depth)
        (self.smooth, self.scatter, self.bottom) = (smooth, scatter, bottom)
    }

    /// The point behind the last one, on the way to the bottom, that is still on the plateau.
    var begin: Int {
        let last = smooth[...bottom].lastIndex { $0 >= plateau - margin }
        return last.map { min($0 + 1, bottom) } ?? 0
    }

    /// The first point from `begin` on that is as low as the bottom; the bottom itself where the curve still falls at
    /// its end.
    /// - Parameter stop: why the curve ends.
    func end(from begin: Int, _ stop: RangeTestOutcome.Stop) -> (index: Int, end: SmithRange.End) {
        if bottom >= smooth.count - 1 - reach, smooth[smooth.count - 1 - tenth] - smooth[bottom] > margin {
            switch stop {
            case .diverged, .notFinite: return (bottom, .diverges)
            case .ladderEnd, .interrupted: return (bottom, .curveEnds)
            }
        }
        let level = smooth[begin...bottom].firstIndex { $0 <= smooth[bottom] + margin }
        return (level ?? bottom, .stopsImproving)
    }

    /// The first point of `range`, but for its very first one, around which the losses scatter several times as far as
    /// before it.
    func firstRagged(in range: ClosedRange<Int>) -> Int? {
        let calm = max(scatter.prefix(max(tenth, range.lowerBound)).upperMedian, Self.negligible * depth)
        let spread = scatter.medians(reach: 2 * reach)
        return spread[range].dropFirst().firstIndex { $0 > Self.raggedness * calm }
    }

    /// Whether the losses fall from the first point on, and go on falling: the first ones alone may be higher by
    /// accident.
    var isAtOnce: Bool {
        let fifth = min(2 * tenth, max(bottom, tenth))
        return smooth[0] - smooth[tenth] > margin && smooth[tenth] - smooth[fifth] > margin / 2
    }
}
