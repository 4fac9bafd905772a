import Experiment

/// Which items may start, which wait, and what has become of the others. Knows neither threads nor cores.
struct Agenda {
    /// An item whose turn has come, with its place in the plan and what it waited for.
    struct Start: Sendable {
        var position: Int
        var item: PlanItem
        var rangeTest: RangeTestOutcome?
        /// Whether nothing may run beside it.
        var isAlone: Bool
    }

    /// What has become of the items so far; every item is in it at the end.
    private(set) var results: [PlanItemID: ItemResult]
    private let items: [PlanItem]
    /// Items beside which nothing may run.
    private let alone: Set<PlanItemID>
    /// The place of each position in the order of items.
    private let ranks: [Int]
    /// Positions of what may start now, the next one last.
    private var ready: [Int] = []
    /// Positions of the runs that wait for a range test.
    private var waiting: [PlanItemID: [Int]] = [:]
    /// Runs that cannot start whatever happens, not yet reported.
    private var unreported: [(PlanItemID, ItemResult)] = []

    /// - Parameter alone: items beside which nothing may run; they come last, in this order.
    init(_ items: [PlanItem], finished: [PlanItemID: ItemOutcome], alone: [PlanItemID]) {
        self.items = items
        self.alone = Set(alone)
        ranks = Self.ranks(of: items, alone: alone)
        results = finished.mapValues { .outcome($0) }
        let open = Set(items.map(\.id)).subtracting(finished.keys)
        var startable: [Int] = []
        for (position, item) in items.enumerated() where open.contains(item.id) {
            guard let rangeTest = item.run?.rangeTest else {
                startable.append(position)
                continue
            }
            if let result = results[rangeTest] {
                if unblock(position, by: rangeTest, result) { startable.append(position) }
            } else if open.contains(rangeTest) {
                waiting[rangeTest, default: []].append(position)
            } else {
                fail(item.id, "its range test '\(rangeTest)' is not among the items to run")
            }
        }
        insert(startable)
    }

    /// The order of items, in one place: those that are to be alone last, in their turn; range tests first, because
    /// others wait for them; then the plan's order.
    private static func ranks(of items: [PlanItem], alone: [PlanItemID]) -> [Int] {
        let turns = Dictionary(alone.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        let keys = items.enumerated().map { position, item in
            (turns[item.id] ?? -1, item.rangeTest == nil ? 1 : 0, position)
        }
        var ranks = Array(repeating: 0, count: items.count)
        for (rank, key) in keys.sorted(by: <).enumerated() { ranks[key.2] = rank }
        return ranks
    }

    /// Takes an item back that is to start again.
    mutating func putBack(_ start: Start) { insert([start.position]) }

    /// The next item that may start now, if it is `wanted`: none behind it overtakes it.
    mutating func takeNext(if wanted: (Start) -> Bool) -> Start? {
        guard let position = ready.last else { return nil }
        let item = items[position]
        var start = Start(position: position, item: item, rangeTest: nil, isAlone: alone.contains(item.id))
        if let rangeTest = item.run?.rangeTest, case .outcome(.rangeTest(let outcome)) = results[rangeTest] {
            start.rangeTest = outcome
        }
        guard wanted(start) else { return nil }
        ready.removeLast()
        return start
    }

    /// Notes how an item ended.
    /// - Returns: what cannot start because of it, with the reason.
    mutating func record(_ result: ItemResult, of id: PlanItemID) -> [(PlanItemID, ItemResult)] {
        results[id] = result
        let waiting = waiting.removeValue(forKey: id) ?? []
        insert(waiting.filter { unblock($0, by: id, result) })
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
    /// - Returns: whether it may start.
    private mutating func unblock(_ position: Int, by rangeTest: PlanItemID, _ result: ItemResult) -> Bool {
        let item = items[position]
        switch result {
        case .outcome(.rangeTest(let outcome)):
            if outcome.learningRate != nil { return true }
            if !outcome.isInterrupted {
                let reason = outcome.reason ?? RangeTestOutcome.missingReason
                fail(item.id, "the range test '\(rangeTest)' suggests no learning rate: \(reason)")
            }
        // The test was stopped: its runs have their turn when it is repeated.
        case .notStarted: break
        case .failed(let failure): fail(item.id, "the range test '\(rangeTest)' failed: \(failure.reason)")
        case .outcome(.run): fail(item.id, "'\(rangeTest)' is not a range test")
        }
        return false
    }

    private mutating func fail(_ id: PlanItemID, _ reason: String) {
        let result = ItemResult.failed(ItemFailure(reason, wasTried: false))
        results[id] = result
        unreported.append((id, result))
    }

    /// Keeps `ready` in order.
    private mutating func insert(_ positions: [Int]) {
        guard !positions.isEmpty else { return }
        ready = (ready + positions).sorted { ranks[$0] > ranks[$1] }
    }
}
