import Experiment
import Testing
import Training

@Suite struct TrialWalkTests {
    @Test func `trials walk to a best rate that the sweep did not point to`() throws {
        for best in [-3.5, -1.5] {
            var bench = Landscape(stepsLeft: 600) { _ in best }
            var search = TrialSearch(horizon: 60, sweep: .around(-1.6))
            let verdict = try decide(&search, on: &bench)
            #expect(abs(try #require(verdict.logRate) - best) < 0.3)
        }
    }

    /// The loss falls in proportion to the rate, and is above a guess's wherever the first trials look.
    @Test func `trials that hardly move the network are followed by higher ones`() throws {
        func trials(loss: @escaping (Double) -> Double) throws -> TrialSearch.Verdict {
            var bench = Landscape(stepsLeft: 400) { _ in -1 }
            bench.loss = loss
            let sweep = SweepReading(center: -3.4, isClear: true, begin: 2.33, lowest: 2.1)
            var search = TrialSearch(.sgd(momentum: 0.9), horizon: 160, sweep: sweep)
            return try decide(&search, on: &bench)
        }
        let slow = try trials { max(0.5, 2.33 - 60 * PortableMath.power10($0)) }
        #expect((-2.5 ... -1).contains(try #require(slow.logRate)), "\(slow)")
        #expect(slow.trials.allSatisfy { $0.logRate > -5 }, "\(slow)")
        // What falls ever more slowly is left of networks that were destroyed.
        let destroyed = try trials { 2.303 + 0.001 * PortableMath.power10(-0.5 * ($0 + 3)) }
        #expect(destroyed.trials.contains { $0.logRate < -5 }, "\(destroyed)")
    }

    /// A network of saturated units: no rate shows anything in so few steps, and too high ones shake it. The lowest loss
    /// is an accident.
    private func plateau(
        _ optimizer: OptimizerSpec, batchSize: Int = 64, shakenFrom: Double
    ) throws -> TrialSearch.Verdict {
        var bench = Landscape(stepsLeft: 160) { _ in 0 }
        (bench.top, bench.floor) = (0.1, 0.1)
        bench.loss = { $0 < shakenFrom ? 2.305 + 0.01 * ($0 + 1.25).magnitude : 2.6 }
        bench.peak = { logRate, _ in logRate < shakenFrom ? 2.35 : 4 }
        var search = TrialSearch(optimizer, batchSize: batchSize, horizon: 250, sweep: nil)
        return try decide(&search, on: &bench)
    }

    @Test func `on a plateau the highest rate that destroys nothing is the choice`() throws {
        for (shakenFrom, highest) in [(0.9, 0.75), (0.4, 0.25), (-0.1, -0.25)] {
            let verdict = try plateau(.sgd(), shakenFrom: shakenFrom)
            #expect(try abs(#require(verdict.logRate) - highest) < 0.01, "\(verdict)")
            #expect(verdict.confidence == .unsure)
            #expect(verdict.reason.contains("the highest rate that destroyed nothing decided"), "\(verdict)")
        }
        // A single rate that destroys nothing may be the first that is not too high: lower ones are tried.
        let shaken = try plateau(.sgd(), shakenFrom: -1.1)
        #expect(try #require(shaken.trials.first).logRate == -1.75, "\(shaken)")
        // Who divides by the gradient's size crosses it at its usual rate.
        #expect(try plateau(.adam(), shakenFrom: 0.9).reason.contains("the lowest loss decided"))
    }

    /// Their noise lowers the rate of a run that is longer than its trials, but not while nothing has begun.
    @Test func `on a plateau small batches do not lower the rate`() throws {
        let verdict = try plateau(.sgd(), batchSize: 8, shakenFrom: 0.4)
        #expect(verdict.trials.allSatisfy { $0.steps < 100 }, "\(verdict)")
        #expect(try abs(#require(verdict.logRate) - 0.25) < 0.01, "\(verdict)")
    }

    @Test func `what one trial learns is no plateau`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -0.75 }
        (bench.top, bench.floor) = (0.1, 0.1)
        bench.loss = { abs($0 + 0.75) < 0.1 ? 2.2 : 2.31 }
        bench.peak = { _, _ in 2.35 }
        var search = TrialSearch(.sgd(), horizon: 250, sweep: nil)
        #expect(try abs(#require(decide(&search, on: &bench).logRate) + 0.75) < 0.3)
    }

    /// A step's loss is that of the weights before it: where samples that are set apart judge a trial, what the last step
    /// destroys shows in the score alone.
    @Test func `a rate that was destroyed at the end, or when it was trained on, is no choice on a plateau`() throws {
        func highest(_ change: (inout Landscape) -> Void) throws -> TrialSearch.Verdict {
            var bench = Landscape(stepsLeft: 200) { _ in 0 }
            (bench.top, bench.floor) = (0.1, 0.1)
            bench.loss = { _ in 2.305 }
            bench.peak = { _, _ in 2.35 }
            change(&bench)
            var ladder = FinderSettings()
            ladder.maximum = 1
            var search = TrialSearch(.sgd(), horizon: 250, ladder: ladder, sweep: nil)
            return try decide(&search, on: &bench)
        }
        let atBound = try highest { _ in }
        #expect(atBound.logRate == 0)
        #expect(atBound.reason.contains("destroyed nothing decided, 'max'; a larger 'budget'"), "\(atBound)")
        let atTheEnd = try highest { $0.loss = { $0 < -0.1 ? 2.305 : 2.7 } }
        #expect(atTheEnd.logRate == -0.25, "\(atTheEnd)")
        let later = try highest { $0.peak = { $1 <= 40 || $0 < -1 ? 2.35 : 3 } }
        #expect(try #require(later.trials.last).steps > 40)
        #expect(later.logRate == -0.75, "\(later)")
        // It was chosen from those that were not trained on.
        let outcome = CurveReading([], settings: FinderSettings(), classes: 10).outcome(later, meter: SampleMeter())
        #expect(outcome.decidingTrials.map(\.learningRate) == [-1.25, -0.75].map { PortableMath.power10($0) })
        #expect(outcome.decidingTrials.map(\.steps) == [40, 40])
    }

    @Test func `where every trial diverges they go down until one does not`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -5 }
        bench.cliff = -4.2
        var search = TrialSearch(horizon: 1000, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &bench)
        #expect(try #require(verdict.logRate) < -4.2)
    }

    @Test func `where no trial learns although the sweep did they go down until one does`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -4.2 }
        bench.curvature = 2
        var search = TrialSearch(horizon: 60, sweep: .around(-1.6))
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.logRate) + 4.2) < 0.5, "\(verdict)")
    }

    /// A network that is nearly destroyed is right a little more often than by chance.
    @Test func `where trials learn little beside what the sweep did in passing they go down`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -4.2 }
        bench.curvature = 2
        bench.floor = 0.16
        let sweep = SweepReading(center: -1.6, isClear: true, begin: 20, lowest: 1.2)
        var search = TrialSearch(horizon: 60, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.logRate) + 4.2) < 0.5, "\(verdict)")
    }

    /// What the sweep read was too low: of trials that hardly move, the highest rate's learns most.
    @Test func `where only the highest of the trials learns a little they go up`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -2 }
        bench.curvature = 0.4
        let sweep = SweepReading(center: -3.2, isClear: true, begin: 2.3, lowest: 0.8)
        var search = TrialSearch(horizon: 60, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(try #require(verdict.trials.first).logRate > -4.5, "\(verdict)")
        #expect(abs(try #require(verdict.logRate) + 2) < 0.4, "\(verdict)")
    }

    /// Of few samples a guess gets as many right; the loss shows all the same that something is learned.
    @Test func `where only the loss tells that the highest of the trials learns they go up`() throws {
        var bench = Landscape(stepsLeft: 320) { _ in -2 }
        (bench.top, bench.floor) = (0.1, 0.1)
        bench.loss = { 1.4 + 0.1 * ($0 + 1) * ($0 + 1) }
        let sweep = SweepReading(center: -3.2, isClear: true, begin: 2.6, lowest: 0.8)
        var search = TrialSearch(horizon: 60, sweep: sweep)
        let verdict = try decide(&search, on: &bench)
        #expect(try #require(verdict.trials.first).logRate > -4.5, "\(verdict)")
        #expect(try #require(verdict.logRate) > -2.5, "\(verdict)")
    }

    @Test func `where nothing survives there is no rate, and a reason`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -20 }
        bench.cliff = -30
        for sweep in [.around(-1.6), nil] as [SweepReading?] {
            var (bench, search) = (bench, TrialSearch(horizon: 1000, sweep: sweep))
            let verdict = try decide(&search, on: &bench)
            #expect(verdict.logRate == nil)
            #expect(verdict.reason.contains("every trial diverged"))
            // Whatever the sweep did.
            #expect(!verdict.tellsFlatSweep && !verdict.reason.contains("fell"), "\(verdict)")
        }
    }
}
