import Experiment
import Testing
import Training

@Suite struct TrialSearchTests {
    @Test(arguments: Array(stride(from: -4.5, through: -1, by: 0.25)))
    func `the best rate of trials as long as the run is found to a tenth of a decade`(best: Double) throws {
        var bench = Landscape(stepsLeft: 1800) { _ in best }
        var search = TrialSearch(horizon: 180, sweep: .around(best + 0.9))
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.logRate) - best) < 0.1)
        #expect(verdict.confidence == .clear)
    }

    /// As long as the run, and nothing is left for others. The sweep's fall is so far from the usual rates that these do
    /// not draw it to themselves.
    @Test(
        arguments: [
            (.sgd(), -0.75, -5.5), (.sgd(momentum: 0.9), -1.25, -5.75), (.adam(), -2.25, -5.75),
            (.adamW(), -2.25, -5.75), (.rmsProp(), -2.5, -5.25), (.adagrad(), -1.5, -4.75),
        ] as [(OptimizerSpec, Double, Double)])
    func `the first trials are around a usual rate, or where the optimizer moves a sweep's fall`(
        optimizer: OptimizerSpec, usual: Double, moved: Double
    ) throws {
        let middles: [(SweepReading?, Double)] = [(nil, usual), (.around(-5), moved)]
        for (sweep, middle) in middles {
            var bench = Landscape(stepsLeft: 30) { _ in -2 }
            var search = TrialSearch(optimizer, horizon: 10, sweep: sweep)
            let verdict = try decide(&search, on: &bench)
            #expect(verdict.trials.map(\.logRate) == [middle - 0.5, middle, middle + 0.5])
        }
    }

    @Test func `the budget is kept to within a step of each rate`() throws {
        for left in [100, 160, 522, 4000] {
            var bench = Landscape(stepsLeft: left) { _ in -2.5 }
            var search = TrialSearch(horizon: 10_000, sweep: .around(-1.6))
            _ = search.run(on: &bench)
            #expect(bench.spent <= left + 5)
            // No more than the best rate and its neighbours are kept to be trained on.
            #expect((1...3).contains(try #require(bench.kept).count))
        }
    }

    /// Of five rates the highest fails, and the one below it is left behind: in its few steps it did as well as the best
    /// does in the end, and has no say.
    @Test func `the search and its outcome agree on the trials that decided`() throws {
        // Longer trials want lower rates.
        var bench = Landscape(stepsLeft: 600) { $0 > 120 ? -4.75 : -3.25 }
        bench.cliff = -2
        var search = TrialSearch(horizon: 1000, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &bench)
        let outcome = CurveReading([], settings: FinderSettings(), classes: 10).outcome(verdict, meter: SampleMeter())
        let logRates = [-3.75, -3.25, -2.75]
        #expect(verdict.trials.map(\.logRate) == logRates + [-2.25, -1.75], "\(verdict)")
        #expect(bench.kept == Set(logRates))
        #expect(outcome.decidingTrials.map(\.learningRate) == logRates.map { PortableMath.power10($0) })
        #expect(verdict.highest == -3.75, "\(verdict)")
    }

    @Test func `what is no more than chance moves the rate by little`() throws {
        // A standard error of the trials is about 0.012.
        let logRates = try [-0.008, 0, 0.008].map { slope in
            var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
            bench.curvature = 0
            bench.chance = { slope * $0 }
            var search = TrialSearch(horizon: 60, sweep: .around(-1.7))
            return try #require(search.run(on: &bench)?.logRate)
        }
        let (least, most) = try (#require(logRates.min()), #require(logRates.max()))
        #expect(most - least < 0.3, "\(logRates)")
    }

    @Test func `a stop ends the search without a verdict and keeps its trials`() {
        var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
        bench.stopAfter = 70
        var search = TrialSearch(horizon: 1000, sweep: .around(-1.6))
        #expect(search.run(on: &bench) == nil)
        #expect(search.trials.count == 2)
    }

    @Test func `the same landscape gives the same bits`() throws {
        let logRates = try (0..<2).map { _ in
            var bench = Landscape(stepsLeft: 333) { _ in -2.21 }
            var search = TrialSearch(horizon: 999, sweep: .around(-1.4))
            return try #require(search.run(on: &bench)?.logRate)
        }
        #expect(logRates[0].bitPattern == logRates[1].bitPattern)
    }
}
