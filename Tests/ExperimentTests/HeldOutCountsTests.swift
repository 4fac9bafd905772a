import Experiment
import Testing

@Suite struct HeldOutCountsTests {
    private func counts(
        _ settings: FinderSettings = FinderSettings(metric: .validationLoss), of count: Int, batchSize: Int,
        budget: Int
    ) -> HeldOutCounts {
        settings.heldOutCounts(of: count, batchSize: batchSize, budget: budget)
    }

    /// Ten scores of 60 samples are a quarter of 2400.
    @Test func `small batches leave trials more to be judged by, within their share of the budget`() {
        #expect(counts(of: 4000, batchSize: 2, budget: 2400) == HeldOutCounts(all: 60, perStep: 2))
        // A tenth, and 512, bound them.
        #expect(counts(of: 4000, batchSize: 2, budget: 1_000_000) == HeldOutCounts(all: 400, perStep: 2))
        #expect(counts(of: 48_000, batchSize: 64, budget: 35_968) == HeldOutCounts(all: 512, perStep: 64))
    }

    @Test func `trials are judged by no fewer than a step of the sweep`() {
        #expect(counts(of: 48_000, batchSize: 1024, budget: 1000) == HeldOutCounts(all: 512, perStep: 512))
        #expect(counts(of: 500, batchSize: 60, budget: 12_000) == HeldOutCounts(all: 50, perStep: 50))
        #expect(counts(of: 5, batchSize: 2, budget: 0) == HeldOutCounts(all: 1, perStep: 1))
    }

    @Test func `without trials, or with another metric, nothing more is set apart`() {
        let curve = FinderSettings(.curve(.valley), metric: .validationLoss)
        #expect(counts(curve, of: 4000, batchSize: 2, budget: 2400) == HeldOutCounts(all: 2, perStep: 2))
        #expect(counts(FinderSettings(), of: 4000, batchSize: 2, budget: 2400) == HeldOutCounts(all: 0, perStep: 0))
        #expect(counts(of: 1, batchSize: 1, budget: 200) == HeldOutCounts(all: 0, perStep: 0))
    }
}
