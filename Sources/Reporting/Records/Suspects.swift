package import Experiment

/// The items that are likely to be what ended xrun: twice in a row it was killed, or it crashed, while they were under
/// way, and they made no checkpoint in between.
///
/// Where there is one, it is that one. Several that ran side by side may have been too much for the machine together, or
/// one of them took the others with it: the next start tries each once more, after everything else and with nothing
/// beside it.
package struct Suspects: Sendable {
    /// How often in a row each has seen xrun end.
    private let ends: [PlanItemID: Int]

    package init(in work: FinishedWork) {
        let runs = work.unfinished.mapValues(\.abnormalEndsSoFar)
        let tests = work.unfinishedTests.mapValues(\.abnormalEndsSoFar)
        ends = runs.merging(tests) { first, _ in first }.filter { $0.value >= AbnormalEnds.limit }
    }

    /// To be tried alone.
    package var alone: Set<PlanItemID> { Set(ends.keys.filter { !isPassedOver($0) }) }

    /// Why the next start does not try an item.
    func refusal(of id: PlanItemID) -> ItemFailure? {
        guard let ends = ends[id], isPassedOver(id) else { return nil }
        return ItemFailure(
            "crashed: xrun ended abnormally \(ends) times in a row while it was under way, with no checkpoint in "
                + "between; the next start tries it again")
    }

    /// What a plan says of an item that was killed.
    func reason(for id: PlanItemID, otherwise: String) -> String {
        guard let ends = ends[id] else { return otherwise }
        return "xrun ended abnormally \(ends) times while it was under way; the next start "
            + (isPassedOver(id) ? "passes it over" : "tries it last and alone")
    }

    private func isPassedOver(_ id: PlanItemID) -> Bool {
        guard let ends = ends[id] else { return false }
        return self.ends.count == 1 || ends > AbnormalEnds.limit
    }
}
