package import Experiment

/// The two learning rates that Smith reads from a range test: where the network starts to learn, and where that ends
/// (arXiv:1506.01186, section 3.3: "when the accuracy starts to increase and when the accuracy slows, becomes ragged,
/// or starts to fall"; arXiv:1803.09820, section 4.1, reads the upper one where the loss starts to rise). The bounds of
/// a cycle.
///
/// Smith reads a picture of the accuracy by eye; this is a rule for the loss:
/// 1. Each loss is replaced by the median of its neighbourhood, then by the mean of these. Unlike a moving average of
///    the past, that lags behind nowhere, and a spike moves it by nothing.
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

        /// One sentence.
        package var reason: String {
            switch self {
            case .tooFewPoints(let count, let needed):
                "the curve has \(WordList.count(count, "point")), too few to read a range from, which takes \(needed)"
            case .flat: "the loss falls nowhere by more than its noise"
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
    /// Deviations that separate a fall from noise.
    private static let significance = 3.0
    /// A share of the fall that counts as none.
    private static let negligible = 0.05
    /// Times the plateau's scatter that count as ragged.
    private static let raggedness = 4.0

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
        let count = curve.count
        guard count >= leastPoints else { throw .tooFewPoints(count: count, needed: leastPoints) }
        let raw = curve.map(\.1)
        let reach = max(1, count / 30)
        let smooth = raw.medians(reach: reach).means(reach: reach)
        let scatter = zip(raw, smooth).map { abs($0 - $1) }
        guard let bottom = smooth.indices.min(by: { smooth[$0] < smooth[$1] }) else { throw .flat }

        let tenth = max(3, count / 10)
        let first = smooth.prefix(tenth).upperMedian
        let quarter = smooth[...bottom].lastIndex { $0 >= first - 0.25 * (first - smooth[bottom]) } ?? 0
        let plateau = smooth.prefix(max(tenth, quarter + 1)).upperMedian
        let fall = plateau - smooth[bottom]
        // The deviation of normal noise is 1.48 times its median distance; a mean of n medians of n has about 1/√n of
        // it.
        let noise = 1.48 * scatter[...bottom].upperMedian / Double(2 * reach + 1).squareRoot()
        // The last bits of a constant loss are no fall either.
        guard fall > 2 * significance * noise, fall > 1e-9 * abs(plateau) else { throw .flat }

        let margin = max(significance * noise, negligible * fall)
        let last = smooth[...bottom].lastIndex { $0 >= plateau - margin }
        var low = last.map { min($0 + 1, bottom) } ?? 0
        var high = smooth[low...bottom].firstIndex { $0 <= smooth[bottom] + margin } ?? bottom
        var end = End.stopsImproving
        if bottom >= count - 1 - reach, smooth[count - 1 - tenth] - smooth[bottom] > margin {
            high = bottom
            switch stop {
            case .diverged, .notFinite: end = .diverges
            case .ladderEnd, .interrupted: end = .curveEnds
            }
        }
        // The whole fall may lie between two points of a short ladder.
        if low == high { if high < bottom { high = bottom } else { low = max(0, low - 1) } }

        let calm = max(scatter.prefix(max(tenth, low)).upperMedian, negligible * fall)
        let spread = scatter.medians(reach: 2 * reach)
        if let ragged = spread[low...high].dropFirst().firstIndex(where: { $0 > raggedness * calm }) {
            (high, end) = (ragged, .turnsRagged)
        }
        guard low < high else { throw .flat }
        // And goes on falling: the first losses alone may be higher by accident.
        let fifth = min(2 * tenth, max(bottom, tenth))
        let fallsAtOnce = smooth[0] - smooth[tenth] > margin && smooth[tenth] - smooth[fifth] > margin / 2
        return SmithRange(
            minimum: curve[low].0, maximum: curve[high].0,
            beginning: fallsAtOnce ? .ladderBegins : .leavesPlateau, end: end)
    }
}

extension [Double] {
    /// Each value with up to `reach` others on either side.
    private func neighbourhoods(reach: Int) -> [ArraySlice<Double>] {
        indices.map { self[Swift.max(0, $0 - reach)...Swift.min(count - 1, $0 + reach)] }
    }

    fileprivate func medians(reach: Int) -> [Double] { neighbourhoods(reach: reach).map(\.upperMedian) }

    fileprivate func means(reach: Int) -> [Double] {
        neighbourhoods(reach: reach).map { $0.reduce(0, +) / Double($0.count) }
    }
}
