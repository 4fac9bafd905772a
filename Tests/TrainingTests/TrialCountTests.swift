import Experiment
import Testing
import Training

@Suite struct TrialCountTests {
    /// Checkpoints, and what they are read by, count on it. The most rates have searches that walk to the best one while
    /// nothing is learned, and then look between it and its neighbours.
    @Test func `no search tries more rates than are counted on, and some try as many`() throws {
        let counts = try stride(from: -8.0, through: 1, by: 0.125).map { best in
            var bench = Landscape(stepsLeft: 100_000) { _ in best }
            bench.curvature = 3
            var search = TrialSearch(horizon: 20, sweep: .around(-1))
            _ = try decide(&search, on: &bench)
            return bench.done.count
        }
        #expect(counts.max() == FinderSettings.mostTrials, "\(counts)")
    }
}
