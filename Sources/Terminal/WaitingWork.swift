import Experiment

/// The work of items that wait for their turn, summed up by model: each frame asks for it, whatever waits.
struct WaitingWork: Sendable {
    /// In thirds of a sample, whole numbers whose sums are exact below 2⁵³: what is taken off leaves nothing behind.
    private var sums: [ModelSpec: (items: Int, thirds: Double)] = [:]

    var isEmpty: Bool { sums.isEmpty }

    /// In samples that are trained.
    var byModel: [ModelSpec: Double] { sums.mapValues { $0.thirds / 3 } }

    mutating func add(_ effort: Effort) {
        let sum = sums[effort.model] ?? (items: 0, thirds: 0)
        sums[effort.model] = (sum.items + 1, sum.thirds + effort.thirds)
    }

    /// - Parameter effort: one that was added.
    mutating func remove(_ effort: Effort) {
        guard let sum = sums[effort.model] else { return }
        sums[effort.model] =
            sum.items > 1 ? (items: sum.items - 1, thirds: sum.thirds - effort.thirds) : nil
    }
}
