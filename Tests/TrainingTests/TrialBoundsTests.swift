import Experiment
import Testing
import Training

@Suite struct TrialBoundsTests {
    @Test func `one rate alone is no choice`() throws {
        var bench = Landscape(stepsLeft: 520) { _ in -2 }
        var search = TrialSearch(
            horizon: 100, ladder: FinderSettings(minimum: 0.02, maximum: 0.02), sweep: .around(-1.2))
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
        var search = TrialSearch(horizon: 3750, ladder: ladder, sweep: .around(-1.2))
        let verdict = try decide(&search, on: &bench)
        #expect(abs(try #require(verdict.logRate) - (ladder.maximum == 1e-3 ? -3 : -1)) < 1e-9)
        #expect(verdict.confidence == .unsure)
        #expect(verdict.reason.hasSuffix("the best of the rates tried is the \(end)"), "\(verdict.reason)")
    }

    @Test func `bounds too near to each other for a worse rate on either side are not called clear`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -2.5 }
        bench.curvature = 0.05
        var search = TrialSearch(
            horizon: 1000, ladder: FinderSettings(minimum: 1e-3, maximum: 2e-3), sweep: .around(-2))
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
        var search = TrialSearch(horizon: 40, ladder: ladder, sweep: .around(-2.2))
        let trials = try decide(&search, on: &bench).trials
        #expect(zip(trials, trials.dropFirst()).allSatisfy { $1.logRate - $0.logRate > 0.05 }, "\(trials)")
    }

    @Test func `a bound that holds back what is carried to the run's length is named`() throws {
        for (ladder, end) in [(FinderSettings(minimum: 6e-3), "min"), (FinderSettings(), "")] {
            var bench = Landscape(stepsLeft: 160) { _ in -2 }
            var search = TrialSearch(horizon: 20_000, ladder: ladder, sweep: .around(-1.6))
            let verdict = try decide(&search, on: &bench)
            #expect(verdict.reason.hasSuffix("but for '\(end)'") == !end.isEmpty, "\(verdict.reason)")
        }
    }

    @Test func `a bound at which nothing was learned is named`() throws {
        var bench = Landscape(stepsLeft: 160) { _ in -1 }
        (bench.top, bench.floor) = (0.1, 0.1)
        bench.loss = { 2.3 - 0.01 * ($0 + 5) }
        var search = TrialSearch(horizon: 1000, ladder: FinderSettings(maximum: 1e-4), sweep: nil)
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.reason.hasSuffix("the lowest loss decided, 'max'"), "\(verdict.reason)")
    }

    @Test func `trials stay within the ladder`() throws {
        var bench = Landscape(stepsLeft: 6000) { _ in -2 }
        bench.curvature = 0.1
        var search = TrialSearch(
            optimizer: .adam(), batchSize: 64, horizon: 600, objective: Objective(), classes: 10,
            ladder: FinderSettings(minimum: 1e-6, maximum: 1e-4), sweep: nil)
        let verdict = try decide(&search, on: &bench)
        #expect(verdict.trials.allSatisfy { (-6.001 ... -3.999).contains($0.logRate) })
        #expect(abs(try #require(verdict.logRate) + 4) < 0.01)
        #expect(verdict.confidence == .unsure)
    }
}
