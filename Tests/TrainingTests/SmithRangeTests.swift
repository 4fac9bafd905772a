import Experiment
import Foundation
import Testing
import Training

@Suite struct SmithRangeTests {
    /// A curve whose ends are known: a plateau at 2.3 up to `begin`, a straight fall (over the rate's logarithm) to 0.5
    /// at `end`, a flat bottom of half a decade, and a rise without bound.
    private struct Course {
        var begin: Double
        var end: Double
        var noise = 0.0
        var steps = 100
        var seed: UInt64 = 1

        var rates: [Double] { (0..<steps).map { 1e-7 * pow(1e8, Double($0) / Double(steps - 1)) } }

        var losses: [Double] {
            var random = RandomStream(seed: seed, for: .split)
            return rates.map { rate in
                let share = min(max(log(rate / begin) / log(end / begin), 0), 1)
                let beyond = log10(rate / end) - 0.5  // decades
                // About normal: the sum of twelve uniform numbers.
                let deviate = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
                return 2.3 - 1.8 * share + exp(min(max(20 * beyond, -50), 4)) + noise * deviate
            }
        }

        func index(of rate: Double) throws -> Int { try #require(rates.firstIndex(of: rate)) }

        func range() throws(SmithRange.NoRange) -> SmithRange {
            try SmithRange.read(rates: rates, losses: losses, stop: .ladderEnd)
        }
    }

    private func isWithin(_ factor: Double, _ value: Double, of expected: Double) -> Bool {
        max(value / expected, expected / value) <= factor
    }

    @Test(arguments: [(1e-5, 1e-3), (3e-5, 1e-2), (1e-4, 1e-1), (1e-3, 3e-2)], [60, 100, 300])
    func `the ends of a clean fall are found`(ends: (begin: Double, end: Double), steps: Int) throws {
        let range = try Course(begin: ends.begin, end: ends.end, steps: steps).range()
        #expect(isWithin(2, range.minimum, of: ends.begin) && isWithin(2, range.maximum, of: ends.end), "\(range)")
        #expect(range.beginning == .leavesPlateau && range.end == .stopsImproving)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `noise moves the ends by no more than a factor`(seed: UInt64) throws {
        for (noise, factor) in [(0.05, 3.0), (0.15, 5.0)] {
            let range = try Course(begin: 1e-4, end: 1e-2, noise: noise, seed: seed).range()
            #expect(isWithin(factor, range.minimum, of: 1e-4), "\(noise): \(range)")
            #expect(isWithin(factor, range.maximum, of: 1e-2), "\(noise): \(range)")
        }
    }

    @Test func `a flat loss has no range, whatever its noise`() {
        let ranges = (0..<100 as Range<UInt64>).filter { seed in
            let flat = Course(begin: 1e3, end: 1e4, noise: 0.1, seed: seed)
            return (try? flat.range()) != nil
        }
        #expect(ranges.count <= 5, "\(ranges)")
        #expect(throws: SmithRange.NoRange.flat) { try Course(begin: 1e3, end: 1e4).range() }
        #expect(throws: SmithRange.NoRange.flat) {
            try SmithRange.read(
                rates: (1...50).map(Double.init), losses: (1...50).map(Double.init), stop: .ladderEnd)
        }
    }

    @Test func `a spike moves nothing`() throws {
        let course = Course(begin: 1e-4, end: 1e-2)
        let expected = try course.range()
        for place in [0, 1, 20, 45] {
            var losses = course.losses
            losses[place] += 50
            let range = try SmithRange.read(rates: course.rates, losses: losses, stop: .ladderEnd)
            for (end, expected) in [(range.minimum, expected.minimum), (range.maximum, expected.maximum)] {
                #expect(try abs(course.index(of: end) - course.index(of: expected)) <= 1, "spike at \(place)")
            }
        }
    }

    @Test func `a curve that ends in its fall says so`() throws {
        let course = Course(begin: 1e-4, end: 1e-1)
        let half = course.rates.count { $0 < 1e-2 }
        func range(_ losses: [Double], _ stop: RangeTestOutcome.Stop) throws -> SmithRange {
            try SmithRange.read(rates: course.rates, losses: losses, stop: stop)
        }
        let cut = Array(course.losses.prefix(half))
        let ended = try range(cut, .ladderEnd)
        #expect(ended.end == .curveEnds && ended.maximum == course.rates[half - 1])
        #expect(isWithin(2, ended.minimum, of: 1e-4))
        #expect(try range(cut, .diverged).end == .diverges)
        #expect(try range(cut + [.nan, 0.1], .notFinite).maximum == course.rates[half - 1])
    }

    @Test func `a fall from the first point on says so`() throws {
        let course = Course(begin: 1e-7, end: 1e-3)
        let range = try course.range()
        #expect(range.beginning == .ladderBegins)
        #expect(isWithin(30, range.minimum, of: 1e-7) && isWithin(2, range.maximum, of: 1e-3), "\(range)")
    }

    /// With so much noise that the loss is clearly below its first tenth only a fifth of the way on.
    @Test func `a steady fall over the whole ladder has no plateau`() throws {
        let noise = [0, 0.055, -0.055, 0.055, 0, -0.055]
        let losses = (0..<100).map { 2.35 - 0.9 * Double($0) / 99 + noise[$0 % noise.count] }
        let rates = (0..<100).map { 1e-3 * pow(10, Double($0) / 99) }
        let range = try SmithRange.read(rates: rates, losses: losses, stop: .ladderEnd)
        #expect(range.beginning == .ladderBegins && range.minimum == rates[22], "\(range)")
    }

    /// So much noise that the first point that has left the plateau is as low as the bottom.
    @Test func `a fall from one point to the next is a range`() throws {
        let noise = [0, 0.09, -0.09, 0.09, 0, -0.09]
        let losses = (0..<40).map { ($0 < 20 ? 2.3 : 2) + noise[$0 % noise.count] }
        let rates = (0..<40).map { 1e-4 * pow(1.7, Double($0)) }
        let range = try SmithRange.read(rates: rates, losses: losses, stop: .ladderEnd)
        #expect(range.minimum == rates[20] && range.maximum == rates[22], "\(range)")
    }

    @Test func `a first loss by accident higher is no fall from the first point on`() throws {
        let course = Course(begin: 1e-4, end: 1e-2)
        let losses = course.losses.enumerated().map { $0.offset < 8 ? $0.element + 0.3 : $0.element }
        let range = try SmithRange.read(rates: course.rates, losses: losses, stop: .ladderEnd)
        #expect(range.beginning == .leavesPlateau && isWithin(2, range.minimum, of: 1e-4), "\(range)")
    }

    @Test func `losses that scatter before the bottom end the range`() throws {
        let course = Course(begin: 1e-4, end: 1e-1)
        let losses = zip(course.rates, course.losses.enumerated()).map { rate, loss in
            loss.element + (rate > 1e-2 ? (loss.offset.isMultiple(of: 2) ? 0.6 : -0.6) : 0)
        }
        let range = try SmithRange.read(rates: course.rates, losses: losses, stop: .ladderEnd)
        #expect(range.end == .turnsRagged && isWithin(3, range.maximum, of: 1e-2), "\(range)")
    }

    @Test(arguments: [0, 1, 9]) func `too few points have none`(count: Int) {
        #expect(throws: SmithRange.NoRange.tooFewPoints(count: count, needed: 10)) {
            try SmithRange.read(
                rates: (0..<count).map { Double($0 + 1) }, losses: (0..<count).map { -Double($0) }, stop: .ladderEnd)
        }
    }

    private static let sweeps = PeerCurve.all.filter { $0.name.contains("seed") }

    /// Most of what a sweep learned lies between the ends, and nothing of it before them; a range that turns ragged
    /// ends before all is learned.
    @Test(arguments: sweeps) func `a sweep of the peers falls between the ends`(curve: PeerCurve) throws {
        let stop: RangeTestOutcome.Stop = curve.losses.count < curve.steps ? .diverged : .ladderEnd
        let range = try SmithRange.read(rates: curve.rates, losses: curve.losses, stop: stop)
        let low = try #require(curve.rates.firstIndex(of: range.minimum))
        let high = try #require(curve.rates.firstIndex(of: range.maximum))
        #expect(low < high)
        func mean(_ indices: Range<Int>) -> Double {
            let losses = curve.losses[indices.clamped(to: curve.losses.indices)]
            return losses.reduce(0, +) / Double(losses.count)
        }
        let plateau = mean(0..<10)
        let bottom = (0..<curve.losses.count - 3).map { mean($0..<$0 + 3) }.reduce(.infinity, min)
        #expect(mean(low - 2..<low + 1) > plateau - 0.35 * (plateau - bottom))
        let left = range.end == .turnsRagged ? 0.65 : 0.4
        #expect(mean(high - 1..<high + 2) < bottom + left * (plateau - bottom))
        #expect(range.minimum > 3e-4 && range.maximum < 3)
    }

    @Test func `Adam's range lies below that of SGD`() throws {
        func ranges(_ optimizer: String) throws -> [SmithRange] {
            try Self.sweeps.filter { $0.name.contains(optimizer) }.map {
                try SmithRange.read(rates: $0.rates, losses: $0.losses, stop: .ladderEnd)
            }
        }
        let (adam, sgd) = (try ranges("adam"), try ranges("sgd"))
        try #require(adam.count == 6 && sgd.count == 6)
        for end in [\SmithRange.minimum, \.maximum] {
            let highest = try #require(adam.map { $0[keyPath: end] }.max())
            let lowest = try #require(sgd.map { $0[keyPath: end] }.min())
            #expect(highest < lowest)
        }
    }
}
