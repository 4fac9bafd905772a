/// The work of items that wait for their turn, summed up by what their pace depends on: each frame asks for it, whatever
/// waits.
struct WaitingWork: Sendable {
    /// Of whole numbers, exact below 2⁵³: what is taken off leaves nothing behind.
    private var sums: [PaceKey: (items: Int, work: Double)] = [:]

    var isEmpty: Bool { sums.isEmpty }

    var byPaceKey: [PaceKey: Double] { sums.mapValues(\.work) }

    mutating func add(_ effort: Effort) {
        let sum = sums[effort.paceKey] ?? (items: 0, work: 0)
        sums[effort.paceKey] = (sum.items + 1, sum.work + effort.work)
    }

    /// - Parameter effort: one that was added.
    mutating func remove(_ effort: Effort) {
        guard let sum = sums[effort.paceKey] else { return }
        sums[effort.paceKey] = sum.items > 1 ? (items: sum.items - 1, work: sum.work - effort.work) : nil
    }
}
