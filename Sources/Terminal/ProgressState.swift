package import Experiment

/// How far the items are: a value that grows by events. Times are seconds of one clock, whichever it is.
package struct ProgressState: Sendable {
    /// An item that runs.
    struct Active: Sendable {
        var id: PlanItemID
        var position: Int
        var workload: Workload
        var isRangeTest: Bool
        var startedAt: Double
        /// Step and time of the first sign of progress; a resumed run does not begin at 0.
        var firstSeen: (step: Int, time: Double)?
        var progress: Progress?
        var validation: Measurement?

        /// Done share of the steps, 0 … 1.
        var fraction: Double {
            guard let progress, progress.steps > 0 else { return 0 }
            return min(1, Double(progress.step) / Double(progress.steps))
        }

        /// Seconds to the end at the pace so far; nil before there is a pace.
        func secondsLeft(at now: Double) -> Double? {
            guard let progress, let firstSeen, progress.step > firstSeen.step, now > firstSeen.time else { return nil }
            return (now - firstSeen.time) / Double(progress.step - firstSeen.step)
                * Double(max(0, progress.steps - progress.step))
        }
    }

    /// How items that are no longer active ended.
    struct Counts: Sendable {
        /// With a result, earlier starts included.
        var done = 0
        var diverged = 0
        var failed = 0
        var interrupted = 0
        var notStarted = 0

        /// Items that have nothing left to do.
        var finished: Int { done + diverged + failed }
    }

    let total: Int
    private(set) var active: [Active] = []
    private(set) var counts = Counts()
    private let items: [PlanItemID: (position: Int, item: PlanItem)]
    /// Work of this start, in samples: what ended, and what has not started.
    private var doneWork = 0.0
    private var waitingWork = 0.0
    private let startedAt: Double

    /// - Parameters:
    ///   - finished: items of the plan that earlier starts have done.
    ///   - now: when this start begins.
    package init(plan: RunPlan, finished: Set<PlanItemID>, now: Double) {
        items = Dictionary(plan.items.enumerated().map { ($1.id, ($0, $1)) }) { first, _ in first }
        total = items.count
        startedAt = now
        for (id, entry) in items {
            if finished.contains(id) { counts.done += 1 } else { waitingWork += Self.work(of: entry.item.workload) }
        }
    }

    package mutating func apply(_ event: ScheduleEvent, at now: Double) {
        switch event {
        case .started(let id): start(id, at: now)
        case .item(let id, let event): update(id, with: event, at: now)
        case .finished(let id, let result): finish(id, result)
        case .retrying(let id, _, _): retry(id)
        }
    }

    /// Seconds to the end of everything at the pace of this start; nil before there is a pace.
    func secondsLeft(at now: Double) -> Double? {
        let activeWork = active.reduce((done: 0.0, left: 0.0)) { sum, item in
            let work = Self.work(of: item.workload)
            return (sum.done + work * item.fraction, sum.left + work * (1 - item.fraction))
        }
        let done = doneWork + activeWork.done
        guard done > 0, now > startedAt else { return nil }
        return (now - startedAt) / done * (waitingWork + activeWork.left)
    }

    /// Finished share of the items, the active ones in proportion, 0 … 1.
    var fraction: Double {
        total == 0 ? 1 : (Double(counts.finished) + active.reduce(0) { $0 + $1.fraction }) / Double(total)
    }

    private mutating func start(_ id: PlanItemID, at now: Double) {
        guard let (position, item) = items[id] else { return }
        waitingWork -= Self.work(of: item.workload)
        active.append(
            Active(
                id: id, position: position, workload: item.workload, isRangeTest: item.rangeTest != nil, startedAt: now)
        )
        active.sort { $0.position < $1.position }
    }

    private mutating func update(_ id: PlanItemID, with event: ItemEvent, at now: Double) {
        guard let index = active.firstIndex(where: { $0.id == id }) else { return }
        switch event {
        case .began, .checkpointed, .distributed, .inspected: break
        case .measured(let measurement):
            switch measurement.split {
            case .train: break
            case .validation: active[index].validation = measurement
            }
        case .progressed(let progress):
            if active[index].firstSeen == nil { active[index].firstSeen = (progress.step, now) }
            active[index].progress = progress
        }
    }

    private mutating func finish(_ id: PlanItemID, _ result: ItemResult) {
        let ended = active.first { $0.id == id }
        active.removeAll { $0.id == id }
        if let ended {
            let isWhole = if case .outcome(.run(let run)) = result { run.ending == .done } else { false }
            doneWork += Self.work(of: ended.workload) * (isWhole ? 1 : ended.fraction)
        } else if let item = items[id]?.item {
            waitingWork -= Self.work(of: item.workload)
        }
        switch result {
        case .outcome(.run(let run)):
            switch run.ending {
            case .done: counts.done += 1
            case .diverged: counts.diverged += 1
            case .interrupted: counts.interrupted += 1
            }
        case .outcome(.rangeTest(let test)):
            if test.isInterrupted { counts.interrupted += 1 } else { counts.done += 1 }
        case .failed: counts.failed += 1
        case .notStarted: counts.notStarted += 1
        }
    }

    /// It waits again. Where its end could not be written down, it has been counted as failed.
    private mutating func retry(_ id: PlanItemID) {
        if active.contains(where: { $0.id == id }) { active.removeAll { $0.id == id } } else { counts.failed -= 1 }
        if let item = items[id]?.item { waitingWork += Self.work(of: item.workload) }
    }

    /// A sample that is only evaluated costs about a third of one that is trained: one forward pass, no backward one.
    private static func work(of workload: Workload) -> Double {
        Double(workload.trainingSamples) + Double(workload.evaluationSamples) / 3
    }
}
