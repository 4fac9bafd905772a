package import Experiment

/// The items that are likely to be what ends xrun: twice in a row it was killed, or it crashed, while they were under
/// way, and they made no checkpoint in between.
///
/// One that was the only one under way both times is passed over by the next start, so that the others finish. Of
/// several any may have taken the others with it, or they were too much for the machine together: each is tried once
/// more, after everything else and with nothing beside it, and passed over if that ends xrun too. One that was passed
/// over is tried again by the start after that, in the same way.
package struct Suspects: Sendable {
    private let ends: [PlanItemID: AbnormalEnds]

    package init(in work: EarlierWork) {
        let runs = work.runs.unfinished.mapValues(\.abnormalEnds)
        let tests = work.rangeTests.unfinished.mapValues(\.abnormalEnds)
        ends = runs.merging(tests) { first, _ in first }.filter { $0.value.isSuspected }
    }

    /// Those among `items`, in the order in which the next start comes to them: who is passed over at the very end.
    package func inTurn(of items: [PlanItem]) -> [PlanItemID] {
        let all = items.map(\.id).compactMap { id in ends[id].map { (id: id, isPassedOver: $0.isPassedOver) } }
        return (all.filter { !$0.isPassedOver } + all.filter(\.isPassedOver)).map(\.id)
    }

    /// Why the next start does not try an item.
    func refusal(of id: PlanItemID) -> ItemFailure? {
        guard let ends = ends[id], ends.isPassedOver else { return nil }
        return ItemFailure(
            "crashed: xrun ended abnormally \(ends.count) times in a row while it was under way, with no checkpoint in "
                + "between; the next start tries it again, last and alone", wasTried: false)
    }
}
