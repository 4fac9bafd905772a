/// Does the work of one item. The scheduler is given one and knows nothing of training.
package protocol ItemExecutor: Sendable {
    /// Runs `item` to its end on the calling thread, which it may keep busy for minutes.
    ///
    /// - Parameters:
    ///   - rangeTest: the outcome of the range test that the item waits for, if it waits for one.
    ///   - lease: how many cores to use and whether to stop; looked at every step.
    ///   - emit: takes events in order; cheap, and waits only where whoever keeps them is far behind. Nothing that keeping
    ///     them needs may be held meanwhile.
    /// - Throws: why the item failed.
    func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome
}
