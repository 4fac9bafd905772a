import Experiment
import Glibc

/// How much one kind of runs differs from another, run by run of the same seed: what the seed does to both cancels out.
package struct PairedDifference: Hashable, Sendable {
    package enum Method: String, Sendable {
        /// Mean ± t · deviation / √n, Student's t with n − 1 degrees of freedom.
        case t
        /// Percentiles of the mean over resampled pairs: no assumption on the shape of the differences. The percentiles
        /// are expanded (Hesterberg, arXiv:1411.5279): the plain ones' intervals are too narrow by the factor
        /// √((n − 1) / n) and by what Student's t is wider than a normal distribution.
        case bootstrap
    }

    /// An interval that holds the difference with this confidence.
    package struct Interval: Hashable, Sendable {
        package var low: Double
        package var high: Double
        package var method: Method
    }

    /// Two numbers have a spread, but not one to rely on.
    package static let fewestPairs = 3
    package static let confidence = 0.95
    /// From so many pairs on the resampled means fill a percentile.
    static let pairsForBootstrap = 8
    private static let resamples = 10_000

    /// Seeds that both have.
    package var pairs: Int
    package var mean: Double
    /// Nil for fewer than `fewestPairs` pairs.
    package var interval: Interval?

    /// - Parameter differences: one each seed. Nil where there is none.
    package init?(_ differences: [Double]) {
        guard let statistic = Statistic(differences) else { return nil }
        pairs = statistic.count
        let largest = differences.reduce(0) { max($0, abs($1)) }
        mean = statistic.mean.isRounding(beside: largest) ? 0 : statistic.mean
        guard pairs >= Self.fewestPairs, let deviation = statistic.deviation,
            let t = StudentT(degreesOfFreedom: pairs - 1)?.bound(ofCentral: Self.confidence)
        else { return }
        if pairs >= Self.pairsForBootstrap {
            interval = Self.bootstrap(differences, t)
        } else {
            let half = t * deviation / Double(pairs).squareRoot()
            interval = Interval(low: mean - half, high: mean + half, method: .t)
        }
    }

    /// - Parameter t: Student's, of the confidence.
    private static func bootstrap(_ differences: [Double], _ t: Double) -> Interval {
        var random = RandomStream(seed: 0, for: .bootstrap)
        let count = differences.count
        let means = (0..<resamples).map { _ in
            (0..<count).reduce(0.0) { sum, _ in sum + differences[Int(random.next(below: UInt64(count)))] }
                / Double(count)
        }.sorted()
        // The share of a normal distribution below −t · √(n / (n − 1)).
        let share = erfc(t * (Double(count) / Double(count - 1)).squareRoot() / 2.0.squareRoot()) / 2
        let tail = Int(share * Double(resamples))
        return Interval(low: means[tail], high: means[resamples - 1 - tail], method: .bootstrap)
    }
}
