import Experiment
import Testing

@Suite struct ChanceAccuracyTests {
    /// Ten classes: three standard errors are 3 · √(0.1 · 0.9 / 12000) = 0.0082158 of 12 000 samples, 0.9 of one.
    @Test(
        arguments: [
            (0.1, 12_000, false), (0.1082, 12_000, false), (0.1083, 12_000, true), (0.99, 1, false), (0.39, 9, false),
            (0.41, 9, true), (0, 0, false),
        ] as [(Double, Int, Bool)])
    func `a class is clearly the most frequent by three standard errors`(share: Double, count: Int, isClear: Bool) {
        let guess = Score(loss: 2, accuracy: share)
        #expect(ChanceAccuracy.clearGuess(guess, count: count, classes: 10) == (isClear ? guess : nil))
        #expect(ChanceAccuracy.clearGuess(nil, count: count, classes: 10) == nil)
    }
}
