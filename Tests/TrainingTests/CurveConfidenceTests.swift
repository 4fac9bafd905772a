import Experiment
import Testing
import Training

/// How sure a rule that reads a curve is of its rate: by how far the rates are apart that it reads from the sweeps.
@Suite struct CurveConfidenceTests {
    /// - Parameter steps: for each sweep, where its smoothed loss falls; 100 is behind the ladder's end. The loss itself
    ///   falls alike in all of them.
    private func outcome(steepestAt steps: [Int]) -> RangeTestOutcome {
        let settings = FinderSettings(
            .curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, repeats: steps.count)
        let sweeps = steps.enumerated().map { seed, step in
            let points = Ladder.rates(settings).enumerated().map { index, rate in
                let share = Double(min(max(index - 30, 0), 40)) / 40
                return RangeTestOutcome.Point(
                    learningRate: rate, loss: 2.25 - 1.75 * share, smoothedLoss: index < step ? 2.25 : 0.5)
            }
            return RangeTestOutcome.Sweep(seed: UInt64(seed), curve: points, stop: .ladderEnd)
        }
        return CurveReading(sweeps, settings: settings, classes: 10).outcome(of: .steepest, meter: SampleMeter())
    }

    /// Steps of the ladder between two sweeps. One is a factor of 10^(4/99): 7 are 1.92, 8 are 2.11, 17 are 4.86, and 18
    /// are 5.34. Between rates of two digits each is on the same side of two and of five.
    private static let distances: [(Int, RangeTestOutcome.Confidence)] = [
        (0, .clear), (7, .clear), (8, .broad), (17, .broad), (18, .unsure),
    ]

    @Test(arguments: distances)
    func `sweeps within a factor of two are clear, and within five broad`(
        steps: Int, confidence: RangeTestOutcome.Confidence
    ) {
        for other in [50 + steps, 50 - steps] {
            let outcome = outcome(steepestAt: [50, other, 50])
            // Two of three are the median, which falls from point 49 on: 10^(-6 + 4 · 49/99) is 9.54e-5.
            #expect(outcome.learningRate == 9.5e-5)
            #expect(outcome.confidence == confidence, "\(other): \(outcome.reason ?? "")")
        }
    }

    @Test func `a sweep that suggests nothing by itself leaves the rule unsure`() {
        let outcome = outcome(steepestAt: [50, 50, 100])
        #expect(outcome.learningRate == 9.5e-5)
        #expect(outcome.confidence == .unsure)
        #expect(outcome.reason == "1 of 3 sweeps suggest nothing by themselves")
        #expect(outcome.sweeps.map(\.learningRate) == [9.5e-5, 9.5e-5, nil])
    }

    @Test func `each sweep has what the rule reads from it alone`() {
        // 10^(-6 + 4 · 56/99) is 1.83e-4, and with 42 instead of 56 it is 4.98e-5.
        #expect(outcome(steepestAt: [50, 57, 43]).sweeps.map(\.learningRate) == [9.5e-5, 1.8e-4, 5e-5])
        #expect(outcome(steepestAt: [50]).sweeps.map(\.learningRate) == [9.5e-5])
    }

    /// Three sweeps that agree.
    /// - Parameter step: where the smoothed loss falls.
    private func outcome(
        _ settings: FinderSettings, steepestAt step: Int, loss: (Int) -> Double
    ) -> RangeTestOutcome {
        let points = Ladder.rates(settings).enumerated().map { index, rate in
            RangeTestOutcome.Point(learningRate: rate, loss: loss(index), smoothedLoss: index < step ? 2.25 : 0.5)
        }
        let sweeps = (1...3 as ClosedRange<UInt64>).map {
            RangeTestOutcome.Sweep(seed: $0, curve: points, stop: .ladderEnd)
        }
        return CurveReading(sweeps, settings: settings, classes: 10).outcome(of: .steepest, meter: SampleMeter())
    }

    /// The loss falls to 1.6 and stays there, but for two points: high ones where the rate is read, the last, or low ones.
    @Test(arguments: [(98, 2.3, 99), (75, 0.2, 90)])
    func `noise of two points is no climb behind the lowest loss`(first: Int, noise: Double, step: Int) {
        let settings = FinderSettings(
            .curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, skipEnd: 0, repeats: 3)
        let outcome = outcome(settings, steepestAt: step) { index in
            let share = Double(min(max(index - 30, 0), 40)) / 40
            return first...first + 1 ~= index ? noise : 2.3 - 0.7 * share
        }
        #expect(outcome.learningRate != nil && outcome.confidence == .clear, "\(outcome.reason ?? "")")
    }

    /// The loss falls to point 95, and explodes behind it.
    @Test(arguments: [90, 93, 95])
    func `a rate before an explosion is none behind the lowest loss`(step: Int) {
        let settings = FinderSettings(
            .curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, skipEnd: 0, repeats: 3)
        let outcome = outcome(settings, steepestAt: step) { index in
            index > 95 ? 10 : 2.3 - 1.8 * Double(max(index - 30, 0)) / 65
        }
        #expect(outcome.learningRate != nil && outcome.confidence == .clear, "\(outcome.reason ?? "")")
    }

    /// As with pixels 0…255: the loss falls from 14 to 2.6, above a uniform guess's, explodes from point 55 on, and from
    /// point 70 on it is that of a destroyed network, lower than it ever was.
    @Test func `a destroyed network's loss is no end of the fall`() throws {
        let settings = FinderSettings(.curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, repeats: 3)
        func outcome(steepestAt step: Int) -> RangeTestOutcome {
            self.outcome(settings, steepestAt: step) { index in
                switch index {
                case ..<55: 14 - 11.4 * Double(min(max(index - 30, 0), 20)) / 20
                case ..<70: 40
                default: 2.39
                }
            }
        }
        let sure = outcome(steepestAt: 48)
        #expect(sure.confidence == .clear, "\(sure.reason ?? "")")
        let range = try #require(sure.range)
        #expect(range.minimum < range.maximum && range.maximum < Ladder.rates(settings)[56], "\(range)")
        for behind in [62, 90].map(outcome) {
            #expect(behind.confidence == .unsure, "\(behind.learningRate ?? 0): \(behind.reason ?? "")")
            #expect(
                behind.reason?.hasPrefix("the rate lies beyond the lowest loss, ") == true, "\(behind.reason ?? "")")
        }
    }

    /// As above, but without a fall before the network is destroyed.
    @Test func `a fall that is all a destroyed network's is told as that`() {
        let settings = FinderSettings(.curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, repeats: 3)
        let destroyed = outcome(settings, steepestAt: 60) { $0 < 60 ? 14 : 2.39 }
        #expect(destroyed.learningRate != nil && destroyed.confidence == .unsure)
        #expect(
            destroyed.reason?.hasPrefix(
                "the loss fell by more than its noise only where the network was destroyed, to about a uniform guess's,"
                    + " 2.303; read by themselves the 3 sweeps suggest ") == true,
            "\(destroyed.reason ?? "")")
        #expect(destroyed.range == nil)
        #expect(
            destroyed.rangeReason == "the loss falls by more than its noise only where the network is destroyed")
    }

    /// Steps of 0.001: the rule reads 0.104, two points behind the climb, and suggests 0.1, two before it.
    @Test func `the loss is looked up where the rate was read, not where two digits are`() {
        let settings = FinderSettings(
            .curve(.steepest), minimum: 1e-3, maximum: 0.2, steps: 200, mode: .linear, repeats: 3)
        let outcome = outcome(settings, steepestAt: 104) { index in
            let share = Double(min(max(index - 20, 0), 40)) / 40
            return index < 102 ? 2.25 - 1.75 * share : 2.25
        }
        #expect(outcome.learningRate == 0.1)
        #expect(outcome.confidence == .unsure)
        #expect(outcome.reason?.hasPrefix("the rate lies beyond the lowest loss, ") == true, "\(outcome.reason ?? "")")
    }
}
