import Experiment
import Testing
import Training

@Suite struct RateDriftTests {
    @Test func `what is best for a short trial is carried to the length of the run`() throws {
        // The best rate falls like steps to the power of −0.3, as Adam's does.
        func best(_ steps: Int) -> Double { -2 - 0.3 * PortableMath.log10(Double(steps) / 100) }
        var bench = Landscape(stepsLeft: 520, best: best)
        var search = TrialSearch(horizon: 3750, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.decade) - best(3750)) < 0.15)
    }

    /// As with pixels 0…255: what bounds a short trial is its beginning.
    @Test(arguments: [
        (OptimizerSpec.adam(), 0.0, -1.2), (.sgd(momentum: 0.9), 0.2, -1.3),
    ])
    func `where the first loss is far above a guess the best rate does not fall with the steps`(
        optimizer: OptimizerSpec, rise: Double, center: Double
    ) throws {
        func best(_ steps: Int) -> Double { -2 + rise * PortableMath.log10(Double(steps) / 100) }
        func rate(begin: Double, on bench: Landscape) throws -> Double {
            let sweep = SweepReading(center: center, isClear: true, begin: begin, lowest: 1.2)
            var (bench, search) = (bench, TrialSearch(optimizer, horizon: 3750, sweep: sweep))
            return try #require(search.run(on: &bench)?.decade)
        }
        let smooth = Landscape(stepsLeft: 520, best: best)
        #expect(abs(try rate(begin: 20, on: smooth) - best(3750)) < 0.15)
        #expect(try rate(begin: 2.3, on: smooth) < best(3750) - 0.3)

        // A destroyed trial above the best warns, whatever its loss: the rate falls as it does elsewhere.
        for loss in [nil, 2.3, 1e4] {
            var cliff = smooth
            if let loss {
                cliff.chance = { $0 > -1.8 ? -1 : 0 }
                cliff.loss = { $0 > -1.8 ? loss : 0.6 }
            } else {
                cliff.cliff = -1.8
            }
            #expect(try rate(begin: 20, on: cliff) == rate(begin: 2.3, on: cliff))
        }
    }

    @Test func `the reason tells how the trials' best rate became the run's`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -2 }
        var search = TrialSearch(horizon: 3750, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        let steps = try #require(verdict.trials.map(\.steps).max())
        #expect(
            verdict.reason.contains(#/; what is best for \d+ steps, 0\.\d+, is 0\.\d+ for the run's 3750/#)
                && verdict.reason.contains(" \(steps) steps"), "\(verdict.reason)")
        var whole = TrialSearch(horizon: 60, sweep: .around(-1.2))
        var short = Landscape(stepsLeft: 600) { _ in -2 }
        let shortVerdict = try decide(&whole, on: &short)
        #expect(!shortVerdict.reason.contains("for the run's"))
    }
}
