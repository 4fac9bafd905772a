import Experiment
import Testing
import Training

@Suite struct SweepReadingTests {
    /// The finder's own ladder, 40 rates from 1e-8 to 10, with a made-up loss for each log₁₀ of the rate.
    private func curve(_ loss: (_ decade: Double, _ index: Int) -> Double) -> [RangeTestOutcome.Point] {
        (0..<40).map { index in
            let decade = -8 + 9 * Double(index) / 39
            let loss = loss(decade, index)
            return RangeTestOutcome.Point(learningRate: PortableMath.power10(decade), loss: loss, smoothedLoss: loss)
        }
    }

    /// What one batch differs from the next, up and down in turn.
    private func ripple(_ index: Int) -> Double { index.isMultiple(of: 2) ? 1 : -1 }

    @Test(arguments: [-4.0, -2.5, -1.0])
    func `the middle of a fall is found`(bottom: Double) throws {
        let center = SweepReading.center(
            of: curve { decade, index in
                2.3 - max(0, 1 - (decade - bottom) * (decade - bottom)) + 0.005 * ripple(index)
            }, classes: 10)
        #expect(abs(try #require(center) - bottom) < 0.1)
    }

    @Test func `a loss that wavers shows nothing`() {
        #expect(SweepReading.center(of: curve { _, index in 2.3 + 0.05 * ripple(index) }, classes: 10) == nil)
        #expect(SweepReading.center(of: curve { decade, _ in decade < -2 ? 2.3 : 2.27 }, classes: 10) == nil)
        #expect(SweepReading.center(of: [], classes: 10) == nil)
    }

    /// Pixels 0…255: the first loss is far above ln 10 = 2.303, and so high a rate that nothing is left of the network
    /// makes every class as likely.
    @Test func `a network that falls to a uniform guess has not learned`() throws {
        let loss = { (decade: Double) in
            switch decade {
            case ..<(-4.5): 20.0
            case ..<(-4): 12.0
            case ..<(-3.5): 5.0
            case ..<(-3): 1.6
            default: 2.31
            }
        }
        let center = try #require(SweepReading.center(of: curve { decade, _ in loss(decade) }, classes: 10))
        #expect((-4.0 ... -3.0).contains(center), "\(center)")
        // With other classes the same numbers are a loss that learns.
        let other = try #require(SweepReading.center(of: curve { decade, _ in loss(decade) }, classes: 1000))
        #expect(other > -2, "\(other)")
    }

    /// Batches of inputs that are not scaled differ by a large share of the loss.
    @Test func `a fall of half of a large loss counts although batches differ by a third`() throws {
        let center = SweepReading.center(
            of: curve { decade, index in (abs(decade + 4) < 0.6 ? 30 : 60) + 10 * ripple(index) }, classes: 10)
        #expect(abs(try #require(center) + 4) < 0.5)
        let small = SweepReading.center(
            of: curve { decade, index in (abs(decade + 4) < 0.6 ? 1.15 : 2.3) + 0.4 * ripple(index) }, classes: 10)
        #expect(small == nil)
    }
}
