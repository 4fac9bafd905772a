import Experiment
import Foundation
import Reporting
import Testing

@Suite struct StatisticsTests {
    /// `scipy.stats.t.ppf(0.975, n)` and `t.cdf(2.5, n) - t.cdf(-2.5, n)`, SciPy 1.17.
    @Test(arguments: [
        (1, 12.706204736174694, 0.7577621168183133), (2, 4.302652729749462, 0.8703882797784892),
        (3, 3.1824463052837078, 0.9122933529919344), (4, 2.7764451051977934, 0.9332334551880119),
        (6, 2.4469118511449786, 0.9534717677158326), (7, 2.364624251592784, 0.959007781414247),
        (29, 2.045229642132703, 0.9816746556615739), (100, 1.9839715185235518, 0.9859542108759227),
    ])
    func `Student's t is SciPy's`(degrees: Int, bound: Double, probability: Double) throws {
        let distribution = try #require(StudentT(degreesOfFreedom: degrees))
        #expect(abs(distribution.bound(ofCentral: 0.95) / bound - 1) < 1e-9)
        #expect(abs(distribution.probability(within: 2.5) - probability) < 1e-9)
    }

    @Test func `there is no distribution without a degree of freedom`() {
        #expect(StudentT(degreesOfFreedom: 0) == nil)
    }

    @Test func `one or two pairs have a mean and no interval`() {
        #expect(PairedDifference([]) == nil)
        #expect(PairedDifference([0.5])?.interval == nil)
        #expect(PairedDifference([0.5, 0.25])?.mean == 0.375)
        #expect(PairedDifference([0.5, 0.25])?.interval == nil)
    }

    /// `scipy.stats.ttest_1samp([0.012, 0.02, 0.031, 0.008], 0).confidence_interval(0.95)`.
    @Test func `three to seven pairs have the interval of a paired t test`() throws {
        let difference = try #require(PairedDifference([0.012, 0.02, 0.031, 0.008]))
        let interval = try #require(difference.interval)
        #expect(interval.method == .t)
        #expect(abs(difference.mean - 0.01775) < 1e-15)
        #expect(abs(interval.low - 0.0016073829180416645) < 1e-12, "\(interval.low)")
        #expect(abs(interval.high - 0.03389261708195834) < 1e-12, "\(interval.high)")
    }

    @Test func `from eight pairs on the interval is a bootstrap's, the same each time`() throws {
        let values = [0.3, -0.1, 0.2, 0.4, 0.0, 0.25, 0.1, 0.35, 0.15, -0.05]
        let first = try #require(PairedDifference(values)?.interval)
        #expect(first.method == .bootstrap)
        #expect(PairedDifference(values)?.interval == first)
        // The percentiles 0.855 and 99.145 of all 10^10 resamples, by an exact convolution in NumPy: 0.035 and 0.28.
        #expect(abs(first.low - 0.035) < 0.006 && abs(first.high - 0.28) < 0.006, "\(first)")
    }

    @Test func `the interval of seven pairs is Student's, that of eight a bootstrap's`() {
        func method(pairs: Int) -> PairedDifference.Method? {
            PairedDifference((0..<pairs).map { Double($0) / 10 })?.interval?.method
        }
        #expect(method(pairs: 7) == .t)
        #expect(method(pairs: 8) == .bootstrap)
    }

    /// Of intervals that hold the truth with 95 %, so many do; with plain percentiles 89 % of eight pairs', 91 % of
    /// ten.
    @Test(arguments: [7, 8, 10, 16]) func `an interval holds the truth as often as it says`(pairs: Int) throws {
        var random = RandomStream(seed: UInt64(pairs), for: .split)
        var held = 0
        let trials = 600
        for _ in 0..<trials {
            // Nearly normal around 1: twelve uniform numbers.
            let differences = (0..<pairs).map { _ in
                (0..<12).reduce(-5.0) { sum, _ in sum + Double(random.nextUniform()) }
            }
            let interval = try #require(PairedDifference(differences)?.interval)
            if interval.low <= 1, 1 <= interval.high { held += 1 }
        }
        // Three standard errors of 600 trials around 95 %, and half a point for the method.
        #expect((0.918...0.98).contains(Double(held) / Double(trials)), "\(held) of \(trials)")
    }

    @Test func `equal differences leave no doubt`() throws {
        let interval = try #require(PairedDifference([0.1, 0.1, 0.1])?.interval)
        #expect(abs(interval.low - 0.1) < 1e-12 && abs(interval.high - 0.1) < 1e-12)
    }
}
