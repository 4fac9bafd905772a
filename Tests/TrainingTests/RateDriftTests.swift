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
        #expect(abs(try #require(verdict.logRate) - best(3750)) < 0.15)
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
            return try #require(search.run(on: &bench)?.logRate)
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

    /// By the powers in the table of docs/finder.md. Between the bounds there is room for three rates, and the middle one
    /// is so much the best that neither the others nor what was expected draw the estimate away from it.
    @Test(
        arguments: [
            (.adam(), -0.3, 0), (.adamW(), -0.3, 0), (.sgd(momentum: 0.9), -0.3, 0.2), (.sgd(), 0, 0),
            (.rmsProp(), 0, 0), (.adagrad(), 0.1, 0.1),
        ] as [(OptimizerSpec, Double, Double)])
    func `the rate moves with the steps as is usual for the optimizer, and for a first loss far above a guess`(
        optimizer: OptimizerSpec, power: Double, fromFarAbove: Double
    ) throws {
        let ladder = FinderSettings(minimum: PortableMath.power10(-2.25), maximum: PortableMath.power10(-1.25))
        for (begin, power) in [(2.3, power), (20.0, fromFarAbove)] {
            var bench = Landscape(stepsLeft: 520) { _ in -1.75 }
            bench.curvature = 2
            let sweep = SweepReading(center: -1.2, isClear: true, begin: begin, lowest: 1.2)
            var search = TrialSearch(optimizer, horizon: 3750, ladder: ladder, sweep: sweep)
            let verdict = try decide(&search, on: &bench)
            let steps = try #require(verdict.trials.map(\.steps).max())
            let expected = -1.75 + power * PortableMath.log10(3750 / Double(steps))
            #expect(abs(try #require(verdict.logRate) - expected) < 1e-9, "from a loss of \(begin)")
        }
    }

    /// The rate that a search finds where 0.01 is best for trials of every length, over what it finds with `usual`.
    private func share(
        _ optimizer: OptimizerSpec, batchSize: Int = 64, hasBatchNorm: Bool = false, of usual: OptimizerSpec,
        begin: Double = 2.3
    ) throws -> (share: Double, lengths: Double) {
        func find(
            _ optimizer: OptimizerSpec, _ batchSize: Int, hasBatchNorm: Bool = false
        ) throws -> (rate: Double, steps: Int) {
            let sweep = SweepReading(center: -1.2, isClear: true, begin: begin, lowest: 1.2)
            var bench = Landscape(stepsLeft: 520) { _ in -2 }
            var search = TrialSearch(
                optimizer, batchSize: batchSize, hasBatchNorm: hasBatchNorm, horizon: 3750, sweep: sweep)
            let verdict = try decide(&search, on: &bench)
            return (try #require(verdict.logRate), try #require(verdict.trials.map(\.steps).max()))
        }
        let (found, other) = (try find(optimizer, batchSize, hasBatchNorm: hasBatchNorm), try find(usual, 64))
        try #require(found.steps == other.steps)
        return (found.rate - other.rate, PortableMath.log10(3750 / Double(found.steps)))
    }

    @Test func `the smaller batches are, the more the noise of a long run lowers the rate`() throws {
        for (batchSize, power) in [(512, 0), (64, 0), (32, 0.1), (16, 0.2), (8, 0.3), (1, 0.3)] {
            let (moved, lengths) = try share(.sgd(momentum: 0.9), batchSize: batchSize, of: .sgd(momentum: 0.9))
            #expect(abs(moved + power * lengths) < 1e-9, "\(batchSize)")
        }
        // Its own rates fall; and where the first loss is far above a guess's the beginning decides.
        #expect(try share(.adagrad(), batchSize: 8, of: .adagrad()).share == 0)
        #expect(try share(.adam(), batchSize: 8, of: .adam(), begin: 20).share == 0)
    }

    @Test(arguments: [
        (OptimizerSpec.adam(weightDecay: 0.002), OptimizerSpec.adam(), 0),
        (.adam(weightDecay: 0.02), .adam(), 0.3), (.adam(weightDecay: 0.3), .adam(), 0.4),
        (.sgd(weightDecay: 0.02), .sgd(), 0.3), (.rmsProp(weightDecay: 0.02), .rmsProp(), 0.3),
        (.adagrad(weightDecay: 0.02), .adagrad(), 0.3), (.adamW(weightDecay: 1), .adamW(), 0),
        (.adamW(weightDecay: 10), .adamW(), 0.3),
    ])
    func `a weight decay acts after the trials and lowers the rate of a long run`(
        optimizer: OptimizerSpec, without: OptimizerSpec, power: Double
    ) throws {
        let (moved, lengths) = try share(optimizer, of: without)
        #expect(abs(moved + power * lengths) < 1e-9)
    }

    @Test func `the running statistics of batch norm act after the trials and lower the rate of a long run`() throws {
        let (moved, lengths) = try share(.adam(), hasBatchNorm: true, of: .adam())
        #expect(abs(moved + 0.4 * lengths) < 1e-9)
        let (both, own) = try share(.sgd(), batchSize: 32, hasBatchNorm: true, of: .sgd())
        #expect(abs(both + 0.5 * own) < 1e-9)
        #expect(try share(.sgd(), hasBatchNorm: true, of: .sgd(), begin: 20).share == 0)
    }

    @Test func `the reason tells how the trials' best rate became the run's`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -2 }
        var search = TrialSearch(horizon: 3750, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        let steps = try #require(verdict.trials.map(\.steps).max())
        // The trials lie as far below the best rate as above it: the first of the two counts as the best.
        #expect(
            verdict.reason.hasSuffix(
                "; the estimate for \(steps) steps, 0.011, drawn from 0.0056 by the other trials and by what was expected,"
                    + " is 0.0044 for the run's 3750"),
            "\(verdict.reason)")
        var whole = TrialSearch(horizon: 60, sweep: .around(-1.2))
        var short = Landscape(stepsLeft: 600) { _ in -2 }
        let shortVerdict = try decide(&whole, on: &short)
        #expect(!shortVerdict.reason.contains("for the run's"))
    }

    /// Trials that hardly differ: the best one, 10^-2.25, is an outermost one, and the mean lies between them.
    @Test func `the reason tells why the estimate is not the rate that did best`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -4 }
        bench.curvature = 0.001
        var search = TrialSearch(horizon: 3750, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(
            verdict.reason.contains(
                ", 0.015, drawn from 0.0056 by the other trials and by what was expected, is 0.006 for the run's 3750"),
            "\(verdict.reason)")
    }

    /// The best trial's neighbours did as badly on either side, and by too much to have a say.
    @Test func `an estimate that is the rate that did best was not drawn`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -1.75 }
        bench.curvature = 2
        var search = TrialSearch(horizon: 3750, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        let steps = try #require(verdict.trials.map(\.steps).max())
        #expect(
            verdict.reason.hasSuffix(
                "0.018 did best, and the rates around it worse by more than chance; the estimate for \(steps) steps, 0.018,"
                    + " is 0.0071 for the run's 3750"),
            "\(verdict.reason)")
    }

    /// RMSProp's best rate does not fall with the steps, nor by the noise of batches of 64.
    @Test func `the reason tells it also where the run's rate is the estimate`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -2 }
        var search = TrialSearch(.rmsProp(), horizon: 3750, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(
            verdict.reason.hasSuffix(
                "; the estimate, 0.012, is drawn from 0.0056 by the other trials and by what was expected"),
            "\(verdict.reason)")
        #expect(NumberSpelling.suggestedRate(PortableMath.power10(try #require(verdict.logRate))) == 0.012)
    }

    @Test func `where nothing was learned the neighbours alone draw the estimate`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -2 }
        bench.top = 0.1
        bench.loss = { 2.29 + 0.01 * ($0 + 2.1) * ($0 + 2.1) }
        var search = TrialSearch(horizon: 4500, sweep: nil)
        let verdict = try decide(&search, on: &bench)
        #expect(
            verdict.reason.contains(
                ", 0.0079, drawn from 0.0056 by the other trials, is 0.0028 for the run's 4500"),
            "\(verdict.reason)")
    }
}
