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
    }
}
