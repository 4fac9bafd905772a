import Experiment

/// Which items may start, which wait, and what has become of the others. Knows neither threads nor cores.
struct Agenda {
    /// An item whose turn has come, with its place in the plan and what it waited for.
    struct Start: Sendable {
        var position: Int
        var item: PlanItem
        var rangeTest: RangeTestOutcome?
    }

    /// What has become of the items so far; every item is in it at the end.
    private(set) var results: [PlanItemID: ItemResult]
    private let items: [PlanItem]
    /// What may start now, the next one last.
    private var ready: [Start] = []
    /// Positions of the runs that wait for a range test.
    private var waiting: [PlanItemID: [Int]] = [:]
    /// Runs that cannot start whatever happens, not yet reported.
    private var unreported: [(PlanItemID, ItemResult)] = []

    init(_ items: [PlanItem], finished: [PlanItemID: ItemOutcome]) {
        self.items = items
        results = finished.mapValues { .outcome($0) }
        let open = Set(items.map(\.id)).subtracting(finished.keys)
        for (position, item) in items.enumerated() where open.contains(item.id) {
            guard let rangeTest = item.run?.rangeTest else {
                insert(Start(position: position, item: item, rangeTest: nil))
                continue
            }
            if let result = results[rangeTest] {
                unblock(position, by: rangeTest, result)
            } else if open.contains(rangeTest) {
                waiting[rangeTest, default: []].append(position)
            } else {
                fail(item.id, "its range test '\(rangeTest)' is not among the items to run")
            }
        }
    }

    /// The order of items, in one place: range tests first, because others wait for them; then the plan's order.
    private static func precedes(_ one: Start, _ other: Start) -> Bool {
        switch (one.item, other.item) {
        case (.rangeTest, .run): true
        case (.run, .rangeTest): false
        case (.rangeTest, .rangeTest), (.run, .run): one.position < other.position
        }
    }

    /// Takes an item back that is to start again.
    mutating func putBack(_ start: Start) { insert(start) }

    /// The next item that may start now, if it is `wanted`: none behind it overtakes it.
    mutating func takeNext(if wanted: (PlanItem) -> Bool) -> Start? {
        guard let next = ready.last, wanted(next.item) else { return nil }
        return ready.popLast()
    }

    /// Notes how an item ended.
    /// - Returns: what cannot start because of it, with the reason.
    mutating func record(_ result: ItemResult, of id: PlanItemID) -> [(PlanItemID, ItemResult)] {
        results[id] = result
        for position in waiting.removeValue(forKey: id) ?? [] { unblock(position, by: id, result) }
        return hopeless()
    }

    /// What cannot start whatever happens, each reported once.
    mutating func hopeless() -> [(PlanItemID, ItemResult)] {
        defer { unreported = [] }
        return unreported
    }

    /// Gives up what has not started, in the plan's order.
    mutating func abandonRest() -> [(PlanItemID, ItemResult)] {
        let rest = items.map(\.id).filter { results[$0] == nil }
        for id in rest { results[id] = .notStarted }
        return rest.map { ($0, .notStarted) }
    }

    /// A run's range test has ended: the run may start, or never will.
    private mutating func unblock(_ position: Int, by rangeTest: PlanItemID, _ result: ItemResult) {
        let item = items[position]
        switch result {
        case .outcome(.rangeTest(let outcome)):
            if outcome.learningRate != nil {
                insert(Start(position: position, item: item, rangeTest: outcome))
            } else if !outcome.isInterrupted {
                fail(
                    item.id,
                    "the range test '\(rangeTest)' suggests no learning rate: \(outcome.reason ?? "no reason given")")
            }
        // The test was stopped: its runs have their turn when it is repeated.
        case .notStarted: break
        case .failed(let failure): fail(item.id, "the range test '\(rangeTest)' failed: \(failure.reason)")
        case .outcome(.run): fail(item.id, "'\(rangeTest)' is not a range test")
        }
    }

    private mutating func fail(_ id: PlanItemID, _ reason: String) {
        let result = ItemResult.failed(ItemFailure(reason))
        results[id] = result
        unreported.append((id, result))
    }

    /// Keeps `ready` in order, by bisection: ten thousand runs may become ready one by one.
    private mutating func insert(_ start: Start) {
        var (low, high) = (0, ready.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(start, ready[middle]) { low = middle + 1 } else { high = middle }
        }
        ready.insert(start, at: low)
    }
}
