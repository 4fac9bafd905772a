import Experiment
import Testing
import Training

/// A made-up landscape: the accuracy of a trial falls with the square of its distance from the best rate, in decades,
/// and above `cliff` every training diverges.
private struct Landscape: TrialBench {
    var stepsLeft: Int
    /// log₁₀ of the best rate of a trial of so many steps.
    var best: (Int) -> Double
    var cliff = Double.infinity
    /// Accuracy lost per squared decade.
    var curvature = 0.3
    /// Accuracy at the best rate; chance is 0.1.
    var top = 0.8
    /// Accuracy far from the best rate.
    var floor = 0.1
    /// What chance adds to the accuracy at a rate.
    var chance: (Double) -> Double = { _ in 0 }
    /// By log₁₀ of the rate, where it does not follow the accuracy.
    var loss: ((Double) -> Double)?
    /// Steps after which a stop is requested.
    var stopAfter = Int.max
    private(set) var done: [Double: Int] = [:]
    private(set) var spent = 0
    private(set) var kept: Set<Double>?

    mutating func keep(only decades: Set<Double>) { kept = decades }

    init(stepsLeft: Int, best: @escaping (Int) -> Double) {
        self.stepsLeft = stepsLeft
        self.best = best
    }

    mutating func train(decade: Double, to steps: Int) -> TrialState? {
        let before = done[decade] ?? 0
        let diverges = decade > cliff
        let now = diverges ? min(steps, 3) : steps
        done[decade] = now
        spent += max(0, now - before)
        stepsLeft -= max(0, now - before)
        if spent > stopAfter { return nil }
        let distance = decade - best(now)
        let merit = max(floor, top - curvature * distance * distance + chance(decade))
        // ln 10 at chance, about 0.5 where eight of ten are right.
        let usual = 2.3 * PortableMath.exp(-2.1 * (merit - 0.1))
        let score = diverges ? nil : Score(loss: loss?(decade) ?? usual, accuracy: min(1, merit))
        return TrialState(decade: decade, steps: now, score: score, judged: now * 32)
    }
}

extension SweepReading {
    /// A sweep whose loss fell clearly, though not far: a tenth below a uniform guess's.
    fileprivate static func around(_ center: Double) -> SweepReading {
        SweepReading(center: center, isClear: true, begin: 2.3, lowest: 2.07)
    }
}

@Suite struct TrialSearchTests {
    private func search(
        _ optimizer: OptimizerSpec = .adam(), horizon: Int, ladder: FinderSettings = FinderSettings(),
        sweep: SweepReading?
    ) -> TrialSearch {
        TrialSearch(
            optimizer: optimizer, horizon: horizon, objective: Objective(), classes: 10, ladder: ladder, sweep: sweep)
    }

    /// The verdict that there must be.
    private func decide(_ search: inout TrialSearch, on bench: inout Landscape) throws -> TrialSearch.Verdict {
        let verdict = search.run(on: &bench)
        return try #require(verdict)
    }

    @Test(arguments: Array(stride(from: -4.5, through: -1, by: 0.25)))
    func `the best rate of trials as long as the run is found to a tenth of a decade`(best: Double) throws {
        var bench = Landscape(stepsLeft: 1800) { _ in best }
        var search = search(horizon: 180, sweep: .around(best + 0.9))
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.decade) - best) < 0.1)
        #expect(verdict.confidence == .clear)
    }

    @Test func `what is best for a short trial is carried to the length of the run`() throws {
        // The best rate falls like steps to the power of −0.3, as Adam's does.
        func best(_ steps: Int) -> Double { -2 - 0.3 * PortableMath.log10(Double(steps) / 100) }
        var bench = Landscape(stepsLeft: 520, best: best)
        var search = search(horizon: 3750, sweep: .around(-1.2))
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
            var (bench, search) = (bench, search(optimizer, horizon: 3750, sweep: sweep))
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
        var search = search(horizon: 3750, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        let steps = try #require(verdict.trials.map(\.steps).max())
        #expect(
            verdict.reason.contains(#/; what is best for \d+ steps, 0\.\d+, is 0\.\d+ for the run's 3750/#)
                && verdict.reason.contains(" \(steps) steps"), "\(verdict.reason)")
        var whole = self.search(horizon: 60, sweep: .around(-1.2))
        var short = Landscape(stepsLeft: 600) { _ in -2 }
        let shortVerdict = try decide(&whole, on: &short)
        #expect(!shortVerdict.reason.contains("for the run's"))
    }

    @Test func `one rate alone is no choice`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -2 }
        var search = search(horizon: 100, ladder: FinderSettings(minimum: 0.02, maximum: 0.02), sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.trials.count == 1)
        #expect(verdict.confidence == .unsure)
        #expect(verdict.reason == "'min' and 'max' leave no other rate to compare with")
    }

    @Test(arguments: [
        (FinderSettings(maximum: 1e-3), "highest one, 'max'"), (FinderSettings(minimum: 0.1), "lowest one, 'min'"),
    ])
    func `where a bound stops the trials it is the choice, and is named`(ladder: FinderSettings, end: String) throws {
        var bench = Landscape(stepsLeft: 520) { _ in -2 }
        bench.curvature = 0.1
        var search = search(horizon: 3750, ladder: ladder, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.decade) - (ladder.maximum == 1e-3 ? -3 : -1)) < 1e-9)
        #expect(verdict.confidence == .unsure)
        #expect(verdict.reason.hasSuffix("the best of the rates tried is the \(end)"), "\(verdict.reason)")
    }

    /// As far apart as neighbours that were tried first, though rates between them were tried too.
    @Test func `rates that do as well over a wide stretch are broad, however many lie between them`() throws {
        var bench = Landscape(stepsLeft: 600) { _ in -2 }
        bench.curvature = 0.02
        var search = search(horizon: 60, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.trials.count > 3)
        #expect(verdict.confidence == .broad, "\(verdict.reason)")
    }

    @Test func `the budget is kept to within a step of each rate`() throws {
        for left in [100, 160, 522, 4000] {
            var bench = Landscape(stepsLeft: left) { _ in -2.5 }
            var search = search(horizon: 10_000, sweep: .around(-1.6))
            _ = search.run(on: &bench)
            #expect(bench.spent <= left + 5)
            // No more than the best rate and its neighbours are kept to be trained on.
            #expect((1...3).contains(try #require(bench.kept).count))
        }
    }

    @Test func `trials walk to a best rate that the sweep did not point to`() throws {
        for best in [-3.5, -1.5] {
            var bench = Landscape(stepsLeft: 600) { _ in best }
            var search = search(horizon: 60, sweep: .around(-1.6))
            let verdict = try decide(&search, on: &bench)
            #expect(abs(try #require(verdict.decade) - best) < 0.3)
        }
    }

    /// The loss falls in proportion to the rate, and is above a guess's wherever the first trials look.
    @Test func `trials that hardly move the network are followed by higher ones`() throws {
        func trials(loss: @escaping (Double) -> Double) throws -> TrialSearch.Verdict {
            var bench = Landscape(stepsLeft: 400) { _ in -1 }
            bench.loss = loss
            let sweep = SweepReading(center: -3.4, isClear: true, begin: 2.33, lowest: 2.1)
            var search = search(.sgd(momentum: 0.9), horizon: 160, sweep: sweep)
            return try decide(&search, on: &bench)
        }
        let slow = try trials { max(0.5, 2.33 - 60 * PortableMath.power10($0)) }
        #expect((-2.5 ... -1).contains(try #require(slow.decade)), "\(slow)")
        #expect(slow.trials.allSatisfy { $0.decade > -5 }, "\(slow)")
        // What falls ever more slowly is left of networks that were destroyed.
        let destroyed = try trials { 2.303 + 0.001 * PortableMath.power10(-0.5 * ($0 + 3)) }
        #expect(destroyed.trials.contains { $0.decade < -5 }, "\(destroyed)")
    }

    @Test func `what is no more than chance moves the rate by little`() throws {
        // A standard error of the trials is about 0.012.
        let decades = try [-0.008, 0, 0.008].map { slope in
            var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
            bench.curvature = 0
            bench.chance = { slope * $0 }
            var search = search(horizon: 60, sweep: .around(-1.7))
            return try #require(search.run(on: &bench)?.decade)
        }
        let (least, most) = try (#require(decades.min()), #require(decades.max()))
        #expect(most - least < 0.3, "\(decades)")
    }

    /// A tie in accuracy, and a loss that is lowest below the middle, or above it: the rate follows, not all the way.
    @Test func `the loss has a say where accuracy hardly differs`() throws {
        func decade(lossAt shift: Double) throws -> Double {
            var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
            bench.curvature = 0
            bench.loss = { 1 + ($0 + 2.5 - shift) * ($0 + 2.5 - shift) }
            var search = search(horizon: 60, sweep: .around(-1.7))
            return try #require(search.run(on: &bench)?.decade)
        }
        let (low, high) = try (decade(lossAt: -0.4), decade(lossAt: 0.4))
        #expect((0.2...0.6).contains(high - low), "\(low) \(high)")
    }

    @Test func `where every trial diverges they go down until one does not`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -5 }
        bench.cliff = -4.2
        var search = search(horizon: 1000, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &bench)
        #expect(try #require(verdict.decade) < -4.2)
    }

    @Test func `where no trial learns although the sweep did they go down until one does`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -4.2 }
        bench.curvature = 2
        var search = search(horizon: 60, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.decade) + 4.2) < 0.5, "\(verdict)")
    }

    /// A network that is nearly destroyed is right a little more often than by chance.
    @Test func `where trials learn little beside what the sweep did in passing they go down`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -4.2 }
        bench.curvature = 2
        bench.floor = 0.16
        let sweep = SweepReading(center: -1.6, isClear: true, begin: 20, lowest: 1.2)
        var search = search(horizon: 60, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.decade) + 4.2) < 0.5, "\(verdict)")
    }

    /// What the sweep read was too low: of trials that hardly move, the highest rate's learns most.
    @Test func `where only the highest of the trials learns a little they go up`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -2 }
        bench.curvature = 0.4
        let sweep = SweepReading(center: -3.2, isClear: true, begin: 2.3, lowest: 0.8)
        var search = search(horizon: 60, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(try #require(verdict.trials.first).decade > -4.5, "\(verdict)")
        #expect(abs(try #require(verdict.decade) + 2) < 0.4, "\(verdict)")
    }

    /// Of few samples a guess gets as many right; the loss shows all the same that something is learned.
    @Test func `where only the loss tells that the highest of the trials learns they go up`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -2 }
        (bench.top, bench.floor) = (0.1, 0.1)
        bench.loss = { 1.4 + 0.1 * ($0 + 1) * ($0 + 1) }
        let sweep = SweepReading(center: -3.2, isClear: true, begin: 2.6, lowest: 0.8)
        var search = search(horizon: 60, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(try #require(verdict.trials.first).decade > -4.5, "\(verdict)")
        #expect(try #require(verdict.decade) > -2.5, "\(verdict)")
    }

    @Test func `bounds too near to each other for a worse rate on either side are not called clear`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
        bench.curvature = 0.05
        var search = search(horizon: 1000, ladder: FinderSettings(minimum: 1e-3, maximum: 2e-3), sweep: .around(-2))
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.confidence == .broad)
        #expect(
            verdict.reason.hasPrefix("the trials at rates from 0.001, 'min', to 0.002, 'max', did about as well"),
            "\(verdict.reason)")
    }

    /// What lies between a bound and the trials may be no more than rounding.
    @Test(arguments: [FinderSettings(minimum: 1e-3, maximum: 3.1622e-3), FinderSettings(minimum: 1e-5, maximum: 1e-3)])
    func `no rate is tried twice`(ladder: FinderSettings) throws {
        var bench = Landscape(stepsLeft: 1000) { _ in -2.5 }
        var search = search(horizon: 40, ladder: ladder, sweep: .around(-2.2))
        let trials = try decide(&search, on: &bench).trials
        #expect(zip(trials, trials.dropFirst()).allSatisfy { $1.decade - $0.decade > 0.05 }, "\(trials)")
    }

    @Test func `a bound that holds back what is carried to the run's length is named`() throws {
        for (ladder, end) in [(FinderSettings(minimum: 6e-3), "min"), (FinderSettings(), "")] {
            var bench = Landscape(stepsLeft: 160) { _ in -2 }
            var search = search(horizon: 20_000, ladder: ladder, sweep: .around(-1.6))
            let verdict = try decide(&search, on: &bench)
            #expect(verdict.reason.hasSuffix("but for '\(end)'") == !end.isEmpty, "\(verdict.reason)")
        }
    }

    @Test func `a bound at which nothing was learned is named`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -1 }
        (bench.top, bench.floor) = (0.1, 0.1)
        bench.loss = { 2.3 - 0.01 * ($0 + 5) }
        var search = search(horizon: 1000, ladder: FinderSettings(maximum: 1e-4), sweep: nil)
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.reason.hasSuffix("the lowest loss decided, 'max'"), "\(verdict.reason)")
    }

    @Test func `a destroyed network has no say, however low its loss`() throws {
        for metric in [Objective.Metric.validationAccuracy, .validationLoss] {
            var bench = Landscape(stepsLeft: 160) { _ in -3 }
            // Overconfident where it learns, a uniform guess where it is destroyed.
            bench.loss = { $0 < -2.4 ? 4 + ($0 + 3) * ($0 + 3) : 2.30 }
            bench.curvature = 1
            bench.top = 0.5
            var search = TrialSearch(
                optimizer: .adam(), horizon: 60, objective: Objective(metric: metric), classes: 10, sweep: nil)
            let verdict = try decide(&search, on: &bench)
            #expect(abs(try #require(verdict.decade) + 3) < 0.3, "\(metric): \(verdict)")
        }
    }

    @Test func `where nothing survives there is no rate, and a reason`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -20 }
        bench.cliff = -30
        var search = search(horizon: 1000, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.decade == nil)
        #expect(verdict.reason.contains("every trial diverged"))
    }

    @Test func `rates that do as well are called broad, chance and the edge unsure`() throws {
        var flat = Landscape(stepsLeft: 160) { _ in -2.5 }
        flat.curvature = 0.001
        var search = search(horizon: 100, sweep: .around(-1.6))
        #expect(search.run(on: &flat)?.confidence == .broad)

        var lost = Landscape(stepsLeft: 160) { _ in -2.5 }
        lost.top = 0.1
        search = self.search(horizon: 100, sweep: nil)
        let verdict = try decide(&search, on: &lost)
        #expect(verdict.confidence == .unsure)
        #expect(verdict.reason.contains("never fell clearly"))
        #expect(verdict.decade != nil)

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
                optimizer: .adam(), horizon: 100, objective: Objective(), classes: 4, constantGuess: guess,
                sweep: .around(-1.6))
            #expect(search.run(on: &bench)?.confidence == confidence, "\(loss)")
        }

        var far = Landscape(stepsLeft: 160) { _ in -7 }
        far.curvature = 0.01
        search = self.search(horizon: 100, sweep: .around(-1.6))
        #expect(search.run(on: &far)?.confidence == .unsure)
    }

    /// As with pixels 0…255: right more often than by chance, and far too sure where it is wrong.
    @Test func `a loss far above a guess's is told, and one that stays above it makes a rate unsure`() throws {
        for (loss, isUnsure) in [(4.2, true), (1.2, false)] {
            var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
            bench.loss = { loss + 0.3 * max(0, abs($0 + 2.5) - 0.3) }
            let sweep = SweepReading(center: -1.6, isClear: true, begin: 12, lowest: 3)
            var search = search(horizon: 100, sweep: sweep)
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
        var search = search(
            horizon: 100, sweep: SweepReading(center: -1.6, isClear: true, begin: 12, lowest: 3))
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.confidence == .unsure)
        #expect(
            verdict.reason.contains("the best trial's loss is still about a uniform guess's, 2.303; "),
            "\(verdict.reason)")
    }

    @Test func `trials stay within the ladder`() throws {
        var bench = Landscape(stepsLeft: 6000) { _ in -2 }
        bench.curvature = 0.1
        var search = TrialSearch(
            optimizer: .adam(), horizon: 600, objective: Objective(), classes: 10,
            ladder: FinderSettings(minimum: 1e-6, maximum: 1e-4), sweep: nil)
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.trials.allSatisfy { (-6.001 ... -3.999).contains($0.decade) })
        #expect(abs(try #require(verdict.decade) + 4) < 0.01)
        #expect(verdict.confidence == .unsure)
    }

    @Test func `among rates that are all right about everything the loss decides, and chance proves no range`() throws {
        var perfect = Landscape(stepsLeft: 600) { _ in -2.5 }
        (perfect.top, perfect.curvature) = (1.5, 0.1)
        var search = search(horizon: 60, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &perfect)
        #expect(abs(try #require(verdict.decade) + 2.5) < 0.3)

        var lost = Landscape(stepsLeft: 160) { _ in -2.5 }
        lost.top = 0.1
        search = self.search(horizon: 100, sweep: .around(-1.6))
        let nothing = try decide(&search, on: &lost)
        #expect(nothing.highest == nothing.decade)
    }

    @Test func `a stop ends the search without a verdict and keeps its trials`() {
        var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
        bench.stopAfter = 70
        var search = search(horizon: 1000, sweep: .around(-1.6))
        #expect(search.run(on: &bench) == nil)
        #expect(search.trials.count == 2)
    }

    @Test func `the same landscape gives the same bits`() throws {
        let decades = try (0..<2).map { _ in
            var bench = Landscape(stepsLeft: 333) { _ in -2.21 }
            var search = search(horizon: 999, sweep: .around(-1.4))
            return try #require(search.run(on: &bench)?.decade)
        }
        #expect(decades[0].bitPattern == decades[1].bitPattern)
    }
}
