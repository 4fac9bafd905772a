import Experiment
import Testing
import Training

@Suite struct MedianCurveTests {
    private func sweep(_ losses: [Double], _ stop: RangeTestOutcome.Stop) -> RangeTestOutcome.Sweep {
        let points = losses.enumerated().map { index, loss in
            RangeTestOutcome.Point(learningRate: PortableMath.power10(Double(index)), loss: loss, smoothedLoss: loss)
        }
        return RangeTestOutcome.Sweep(seed: 1, curve: points, stop: stop)
    }

    private func medianLosses(_ sweeps: [RangeTestOutcome.Sweep]) -> [Double] {
        let verdict = TrialSearch.Verdict(
            trials: [], deciding: [], logRate: -2, highest: -2, confidence: .clear, reason: "", tellsFlatSweep: false)
        return CurveReading(sweeps, settings: FinderSettings(repeats: sweeps.count), classes: 10)
            .outcome(verdict, meter: SampleMeter()).curve.map(\.loss)
    }

    @Test func `a sweep that has blown up counts as the highest`() {
        let sweeps = [
            sweep([2, 1.2, 1.1, 9], .diverged), sweep([2, 2.2, 2.6], .ladderEnd),
            sweep([2, 4.5], .diverged),
        ]
        // Without the third sweep the middle of 1.1 and 2.6 would be a fall that none of them has.
        #expect(medianLosses(sweeps) == [2, 2.2, 2.6])
    }

    @Test func `the curve ends where no more than half of the sweeps go on`() {
        let sweeps = [sweep([2, 1.5, 1.25, 9], .diverged), sweep([2, 1.75], .diverged)]
        // The middle of 1.25 and what blew up would be a loss that is not finite.
        #expect(medianLosses(sweeps) == [2, 1.625])
    }
}
