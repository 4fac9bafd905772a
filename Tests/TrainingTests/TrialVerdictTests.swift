import Experiment
import Testing
import Training

@Suite struct TrialVerdictTests {
    /// As far apart as neighbours that were tried first, though rates between them were tried too.
    @Test func `rates that do as well over a wide stretch are broad, however many lie between them`() throws {
        var bench = Landscape(stepsLeft: 600) { _ in -2 }
        bench.curvature = 0.02
        var search = TrialSearch(horizon: 60, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.trials.count > 3)
        #expect(verdict.confidence == .broad, "\(verdict.reason)")
    }

    /// A tie in accuracy, and a loss that is lowest below the middle, or above it: the rate follows, not all the way.
    @Test func `the loss has a say where accuracy hardly differs`() throws {
        func logRate(lossAt shift: Double) throws -> Double {
            var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
            bench.curvature = 0
            bench.loss = { 1 + ($0 + 2.5 - shift) * ($0 + 2.5 - shift) }
            var search = TrialSearch(horizon: 60, sweep: .around(-1.7))
            return try #require(search.run(on: &bench)?.logRate)
        }
        let (low, high) = try (logRate(lossAt: -0.4), logRate(lossAt: 0.4))
        #expect((0.2...0.6).contains(high - low), "\(low) \(high)")
    }

    /// What was expected, a decade above, and a loss that falls on and on speak for rates that did worse by more than
    /// chance, three standard errors for half a decade.
    @Test func `what did worse by more than chance is no choice`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -3.25 }
        bench.curvature = 0.16
        bench.loss = { 1 - 0.2 * ($0 + 3.25) }
        let sweep = SweepReading(center: -2.2, isClear: true, begin: 2.3, lowest: 2.07)
        var search = TrialSearch(.sgd(), horizon: 40, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.trials.map(\.logRate) == [-3.75, -3.25, -2.75, -2.25, -1.75], "\(verdict)")
        #expect(abs(try #require(verdict.logRate) + 3) < 1e-9, "\(verdict)")
    }

    /// Losses of 1.1 half a decade beside 1: one batch differs from the next by less than that, or by more, at the best
    /// rate. How they differ beside it has no say: where a network explodes, by any amount.
    @Test func `losses are told apart by what their batches differ`() throws {
        func verdict(_ metric: Objective.Metric, error: @escaping (Double) -> Double) throws -> TrialSearch.Verdict {
            var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
            bench.loss = { 1 + 0.4 * ($0 + 2.5) * ($0 + 2.5) }
            bench.lossError = error
            var search = TrialSearch(
                optimizer: .adam(), batchSize: 64, horizon: 60, objective: Objective(metric: metric), classes: 10,
                sweep: .around(-1.7))
            return try decide(&search, on: &bench)
        }
        for beside in [0.04, 0.06, 100] {
            let small = try verdict(.validationLoss) { $0 == -2.5 ? 0.04 : beside }
            #expect(small.confidence == .clear && small.reason.contains("0.0032 did best"), "\(small)")
            let large = try verdict(.validationLoss) { $0 == -2.5 ? 0.06 : beside }
            #expect(large.confidence == .broad, "\(large)")
        }
        // Where the accuracy decides, the loss only refines what that says.
        let refined = try [0.001, 1].map { error in try verdict(.validationAccuracy) { _ in error } }
        #expect(refined[0].logRate == refined[1].logRate && refined[0].confidence == refined[1].confidence)
    }

    @Test func `a best rate beside which a whole decade was left out is no clear one`() throws {
        // Trials that hardly move the network are followed by one a decade up.
        var bench = Landscape(stepsLeft: 260) { _ in -2.5 }
        bench.curvature = 2
        bench.loss = { max(0.5, 2.33 - 60 * PortableMath.power10($0)) }
        let sweep = SweepReading(center: -3.4, isClear: true, begin: 2.33, lowest: 2.1)
        var search = TrialSearch(.sgd(momentum: 0.9), horizon: 1000, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.trials.map(\.logRate).suffix(3) == [-3.25, -2.25, -1.75], "\(verdict)")
        #expect(verdict.confidence == .broad)
        #expect(verdict.reason.contains("0.0056 did best, but none was tried between it and 5.6e-4"), "\(verdict)")
    }

    @Test func `a destroyed network has no say, however low its loss`() throws {
        for metric in [Objective.Metric.validationAccuracy, .validationLoss] {
            var bench = Landscape(stepsLeft: 160) { _ in -3 }
            // Overconfident where it learns, a uniform guess where it is destroyed.
            bench.loss = { $0 < -2.4 ? 4 + ($0 + 3) * ($0 + 3) : 2.30 }
            bench.curvature = 1
            bench.top = 0.5
            var search = TrialSearch(
                optimizer: .adam(), batchSize: 64, horizon: 60, objective: Objective(metric: metric), classes: 10,
                sweep: nil)
            let verdict = try decide(&search, on: &bench)
            #expect(abs(try #require(verdict.logRate) + 3) < 0.3, "\(metric): \(verdict)")
        }
    }

    @Test func `rates that do as well are called broad, chance and the edge unsure`() throws {
        var flat = Landscape(stepsLeft: 160) { _ in -2.5 }
        flat.curvature = 0.001
        var search = TrialSearch(horizon: 100, sweep: .around(-1.6))
        #expect(search.run(on: &flat)?.confidence == .broad)

        var lost = Landscape(stepsLeft: 160) { _ in -2.5 }
        lost.top = 0.1
        search = TrialSearch(horizon: 100, sweep: nil)
        let verdict = try decide(&search, on: &lost)
        #expect(verdict.confidence == .unsure)
        #expect(verdict.reason.contains("never fell clearly") && verdict.tellsFlatSweep)
        #expect(verdict.logRate != nil)

        // One class for all is right as often; only a loss below the entropy of the shares, 0.7 and three times 0.1, tells
        // that more was learned than these.
        var named = Landscape(stepsLeft: 160) { _ in -2.5 }
        (named.top, named.curvature) = (0.7, 0)
        let shares = Score(loss: 0.9405, accuracy: 0.7)
        for (guess, loss, confidence) in [
            (nil, 0.94, RangeTestOutcome.Confidence.broad), (shares, 0.94, .unsure), (shares, 0.85, .unsure),
            (shares, 0.84, .broad),
        ] {
            var bench = named
            bench.loss = { _ in loss }
            var search = TrialSearch(
                optimizer: .adam(), batchSize: 64, horizon: 100, objective: Objective(), classes: 4,
                constantGuess: guess,
                sweep: .around(-1.6))
            #expect(search.run(on: &bench)?.confidence == confidence, "\(loss)")
        }

        var far = Landscape(stepsLeft: 160) { _ in -7 }
        far.curvature = 0.01
        search = TrialSearch(horizon: 100, sweep: .around(-1.6))
        #expect(search.run(on: &far)?.confidence == .unsure)
    }

    /// As with pixels 0…255: right more often than by chance, and far too sure where it is wrong.
    @Test func `a loss far above a guess's is told, and one that stays above it makes a rate unsure`() throws {
        for (loss, isUnsure) in [(4.2, true), (1.2, false)] {
            var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
            bench.loss = { loss + 0.3 * max(0, abs($0 + 2.5) - 0.3) }
            let sweep = SweepReading(center: -1.6, isClear: true, begin: 12, lowest: 3)
            var search = TrialSearch(horizon: 100, sweep: sweep)
            let verdict = try decide(&search, on: &bench)
            #expect((verdict.confidence == .unsure) == isUnsure, "\(verdict)")
            let told =
                "the first loss, 12, is far above a uniform guess's, 2.303, as with inputs that are not scaled: other"
            #expect(verdict.reason.hasPrefix(told), "\(verdict)")
            #expect(
                verdict.reason.contains("loss, 4.2, is still above a uniform guess's, 2.303") == isUnsure, "\(verdict)")
        }
    }

    @Test func `a loss that is spelled as a guess's is not said to be above it`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
        bench.loss = { PortableMath.log(10) + 1e-5 + 0.3 * max(0, abs($0 + 2.5) - 0.3) }
        var search = TrialSearch(
            horizon: 100, sweep: SweepReading(center: -1.6, isClear: true, begin: 12, lowest: 3))
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.confidence == .unsure)
        #expect(
            verdict.reason.contains("the best trial's loss is still about a uniform guess's, 2.303; "),
            "\(verdict.reason)")
    }

    @Test func `among rates that are all right about everything the loss decides, and chance proves no range`() throws {
        var perfect = Landscape(stepsLeft: 600) { _ in -2.5 }
        (perfect.top, perfect.curvature) = (1.5, 0.1)
        var search = TrialSearch(horizon: 60, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &perfect)
        #expect(abs(try #require(verdict.logRate) + 2.5) < 0.3)

        var lost = Landscape(stepsLeft: 160) { _ in -2.5 }
        lost.top = 0.1
        search = TrialSearch(horizon: 100, sweep: .around(-1.6))
        let nothing = try decide(&search, on: &lost)
        #expect(nothing.highest == nothing.logRate)
    }
}
