package import Experiment

/// Has another executor do the items, and draws what a run's end shows on the run's own thread: runs that end at once
/// draw at once, and whoever hands out the cores waits for no picture.
package struct DrawingExecutor: ItemExecutor {
    private let executor: any ItemExecutor
    private let reporter: Reporter

    /// - Parameter reporter: draws, and writes the pictures with the run's end.
    package init(_ executor: any ItemExecutor, reporter: Reporter) {
        self.executor = executor
        self.reporter = reporter
    }

    /// Has the other executor do `item`. A run's inspection goes to the reporter, not to `emit`, which must not take
    /// long.
    /// - Throws: what the other executor throws.
    package func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome {
        var inspection: RunInspection?
        let outcome = try executor.execute(item, rangeTest: rangeTest, lease: lease) { event in
            if case .inspected(let found) = event { inspection = found } else { emit(event) }
        }
        // Once the network is gone and the run's time is taken. Where it fails, the run's end tells it.
        if let inspection { reporter.handle(.item(item.id, .inspected(inspection))) }
        return outcome
    }
}
