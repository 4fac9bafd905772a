import Experiment
import Testing
import Training

@Suite struct SweepReadingTests {
    /// The finder's own ladder, 40 rates from 1e-8 to 10, with a made-up loss for each log₁₀ of the rate.
    private func curve(_ loss: (_ logRate: Double, _ index: Int) -> Double) -> [RangeTestOutcome.Point] {
        (0..<40).map { index in
            let logRate = -8 + 9 * Double(index) / 39
            let loss = loss(logRate, index)
            return RangeTestOutcome.Point(learningRate: PortableMath.power10(logRate), loss: loss, smoothedLoss: loss)
        }
    }

    /// What one batch differs from the next, up and down in turn.
    private func ripple(_ index: Int) -> Double { index.isMultiple(of: 2) ? 1 : -1 }

    private func reading(classes: Int = 10, _ loss: (_ logRate: Double, _ index: Int) -> Double) -> SweepReading? {
        SweepReading(of: curve(loss), classes: classes)
    }

    @Test(arguments: [-4.0, -2.5, -1.0])
    func `the middle of a fall is found`(bottom: Double) throws {
        let reading = try #require(
            reading { logRate, index in
                2.3 - max(0, 1 - (logRate - bottom) * (logRate - bottom)) + 0.005 * ripple(index)
            })
        #expect(abs(reading.center - bottom) < 0.1 && reading.isClear)
        #expect(abs(reading.lowest - 1.3) < 0.05)
    }

    @Test func `a loss that wavers shows nothing`() {
        #expect(reading { _, index in 2.3 + 0.05 * ripple(index) } == nil)
        #expect(reading { logRate, _ in logRate < -2 ? 2.3 : 2.27 } == nil)
        // Twice and a half what batches differ: of forty points one is so low by chance.
        #expect(reading { logRate, index in (abs(logRate + 3) < 0.4 ? 2.05 : 2.3) + 0.05 * ripple(index) } == nil)
        #expect(reading { logRate, index in (abs(logRate + 3) < 0.4 ? 1.95 : 2.3) + 0.05 * ripple(index) } != nil)
        #expect(SweepReading(of: [], classes: 10) == nil)
    }

    /// Pixels 0…255: the first loss is far above ln 10 = 2.303, and so high a rate that nothing is left of the network
    /// makes every class as likely.
    private func destroyed(_ logRate: Double, lowest: Double) -> Double {
        switch logRate {
        case ..<(-4.5): 20
        case ..<(-4): 12
        case ..<(-3.5): 5
        case ..<(-3): lowest
        default: 2.31
        }
    }

    @Test(arguments: [1.6, 2.5])
    func `a network that falls to a uniform guess has not learned`(lowest: Double) throws {
        let center = try #require(reading { logRate, _ in destroyed(logRate, lowest: lowest) }).center
        #expect((-4.1 ... -3.0).contains(center), "\(center)")
        // With other classes the same numbers are a loss that learns.
        let other = try #require(reading(classes: 1000) { logRate, _ in destroyed(logRate, lowest: lowest) }).center
        #expect(other > -2, "\(other)")
    }

    /// The same losses, a little above and a little below what counts as far above a guess, and on their way to less.
    @Test func `a network on its way through a uniform guess's loss has learned`() throws {
        for begin in [2.7, 2.9, 3.4, 3.5, 4.0] {
            let reading = try #require(
                reading { logRate, index in
                    let loss = logRate < -4 ? begin : logRate < -2.5 ? 2.2 : logRate < -1 ? 2.0 : 40
                    return loss + 0.02 * ripple(index)
                })
            #expect((-2.8 ... -1.8).contains(reading.center), "\(begin): \(reading.center)")
        }
    }

    /// Batches of inputs that are not scaled differ by a large share of the loss.
    @Test func `a fall from a large loss counts although batches differ as much, but is not called clear`() throws {
        let uncertain = try #require(
            reading { logRate, index in (abs(logRate + 4) < 0.6 ? 30 : 60) + 12 * ripple(index) })
        #expect(abs(uncertain.center + 4) < 0.5 && !uncertain.isClear)
        #expect(reading { logRate, index in (abs(logRate + 4) < 0.6 ? 1.15 : 2.3) + 0.46 * ripple(index) } == nil)
    }
}
