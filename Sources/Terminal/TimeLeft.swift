/// Time spent and work done in it.
struct Spending: Sendable {
    var seconds = 0.0
    var work = 0.0

    /// Seconds a unit of work; nil before there is one.
    var pace: Double? { seconds > 0 && work > 0 ? seconds / work : nil }

    static func += (sum: inout Spending, other: Spending) {
        sum.seconds += other.seconds
        sum.work += other.work
    }
}

/// What this start has spent so far, and the time to the end that follows from it.
struct TimeLeft: Sendable {
    /// On runs that have ended. A range test has another pace and says nothing of theirs.
    private var spent: [PaceKey: Spending] = [:]
    private var waiting = WaitingWork()
    /// When the first run began to work: reading the data is not counted.
    private var workingSince: Double?
    /// Seconds that range tests which have ended worked since then.
    private var testSeconds = 0.0

    /// An item waits for its turn.
    mutating func noteWaiting(_ effort: Effort) { waiting.add(effort) }

    /// An item waits no more.
    mutating func noteTurn(_ effort: Effort) { waiting.remove(effort) }

    /// An item begins to work, or goes on.
    mutating func noteWork(of item: ProgressState.Active, at now: Double) {
        if workingSince == nil, !item.isRangeTest { workingSince = now }
    }

    /// An item is active no more.
    mutating func noteEnd(of item: ProgressState.Active) {
        if !item.isRangeTest {
            spent[item.effort.paceKey, default: Spending()] += item.spent
        } else if let workingSince {
            testSeconds += item.seconds(since: workingSince)
        }
    }

    /// Seconds to the end of everything at the pace of this start's runs; nil before there is one for all that is left:
    /// another model's or batch size's tells nothing of it.
    func seconds(active: [ProgressState.Active], at now: Double) -> Double? {
        if active.count == 1, waiting.isEmpty, let left = active[0].secondsLeft(at: now) { return left }
        var spent = spent
        var left = waiting.byPaceKey
        for item in active {
            if !item.isRangeTest { spent[item.effort.paceKey, default: Spending()] += item.spent }
            left[item.effort.paceKey, default: 0] += item.workLeft
        }
        let all = spent.values.reduce(into: Spending()) { $0 += $1 }
        guard all.pace != nil, let workingSince, now > workingSince else { return nil }
        // What all items that worked at one time spent, over the time that went by, is how many did at once.
        let tests = active.filter(\.isRangeTest).reduce(testSeconds) { $0 + $1.seconds(since: workingSince) }
        let itemsAtOnce = (all.seconds + tests) / (now - workingSince)
        var seconds = 0.0
        for (key, work) in left where work > 0 {
            guard let pace = spent[key]?.pace else { return nil }
            seconds += work * pace
        }
        return seconds / itemsAtOnce
    }
}
