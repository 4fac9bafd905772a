package import Experiment

/// The items that are likely to be what ends xrun: twice in a row it was killed, or it crashed, while they were under
/// way, and they made no checkpoint in between.
///
/// One that was the only one under way both times is passed over by the next start, so that the others finish. Of
/// several any may have taken the others with it, or they were too much for the machine together: each is tried once
/// more, after everything else and with nothing beside it, and passed over if that ends xrun too. One that was passed
/// over is tried again by the start after that, in the same way.
package struct Suspects: Sendable {
    private struct Suspect {
        var ends: Int
        var isPassedOver: Bool

        /// Nil for who is none.
        init?(_ ends: AbnormalEnds, wasKilled: Bool) {
            guard ends.count >= AbnormalEnds.limit else { return nil }
            self.ends = ends.count
            isPassedOver = wasKilled && (ends.count > AbnormalEnds.limit || !ends.hadCompany)
        }
    }

    private let suspects: [PlanItemID: Suspect]

    package init(in work: FinishedWork) {
        let runs = work.unfinished.compactMapValues { Suspect($0.abnormalEnds, wasKilled: $0.wasKilled) }
        let tests = work.unfinishedTests.compactMapValues { Suspect($0.abnormalEnds, wasKilled: $0.wasKilled) }
        suspects = runs.merging(tests) { first, _ in first }
    }

    /// Those among `items`, in the order in which the next start comes to them: who is passed over at the very end,
    /// which may end a start with `--fail-fast`.
    package func inTurn(of items: [PlanItem]) -> [PlanItemID] {
        let all = items.map(\.id).compactMap { id in suspects[id].map { (id, $0.isPassedOver) } }
        return (all.filter { !$0.1 } + all.filter(\.1)).map(\.0)
    }

    /// Why the next start does not try an item.
    func refusal(of id: PlanItemID) -> ItemFailure? {
        guard let suspect = suspects[id], suspect.isPassedOver else { return nil }
        return ItemFailure(
            "crashed: xrun ended abnormally \(suspect.ends) times in a row while it was under way, with no checkpoint "
                + "in between; the next start tries it again, last and alone")
    }

    /// What a plan says of an item that was killed.
    func reason(for id: PlanItemID, otherwise: String) -> String {
        guard let suspect = suspects[id] else { return otherwise }
        return "xrun ended abnormally \(suspect.ends) times while it was under way; the next start "
            + (suspect.isPassedOver ? "passes it over" : "tries it last and alone")
    }
}
