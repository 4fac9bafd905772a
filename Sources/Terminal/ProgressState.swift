package import Experiment

/// How far the items are: a value that grows by events. Times are seconds of one clock, whichever it is.
package struct ProgressState: Sendable {
    /// An item that runs.
    package struct Active: Sendable {
        var id: PlanItemID
        var position: Int
        var effort: Effort
        /// Steps after which it is validated; nil for a range test.
        var validationSteps: [Int]?
        /// Where this start began to work on it, and when.
        var first: (work: Double, time: Double)?
        /// The latest sign of it.
        var last: (work: Double, time: Double)?
        var progress: Progress?
        /// The latest of this start, as many as are drawn.
        var validations: [Measurement] = []

        var workload: Workload { effort.workload }
        var isRangeTest: Bool { validationSteps == nil }

        /// Done share of the steps, 0 … 1.
        var fraction: Double {
            guard let progress, progress.steps > 0 else { return 0 }
            return min(1, Double(progress.step) / Double(progress.steps))
        }

        /// Work that is done, by whichever start.
        var doneWork: Double { last?.work ?? first?.work ?? 0 }

        var workLeft: Double { max(0, effort.work - doneWork) }

        /// What this start has spent on it.
        var spent: Spending {
            guard let first, let last else { return Spending() }
            return Spending(seconds: last.time - first.time, work: last.work - first.work)
        }

        /// Seconds of its work that lie behind `moment`.
        func seconds(since moment: Double) -> Double {
            guard let first, let last else { return 0 }
            return max(0, last.time - max(first.time, moment))
        }

        /// Seconds to the end at the pace so far; nil before there is a pace.
        package func secondsLeft(at now: Double) -> Double? {
            guard let pace = spent.pace, let last else { return nil }
            return max(0, workLeft * pace - (now - last.time))
        }

        mutating func note(step: Int, at now: Double) {
            let point = (effort.work(atStep: step, evaluated: evaluated(atStep: step)), now)
            if first == nil { first = point }
            last = point
        }

        /// Share of the evaluations that are done.
        private func evaluated(atStep step: Int) -> Double {
            guard let validationSteps else { return effort.share(ofStep: step) }
            // What stands before the step has been passed; at the step itself only its measurement tells.
            let passed = max(step, (validations.last?.step ?? 0) + 1)
            let done = validationSteps.countBelow(passed)
            // The test set at the end takes about as long as a validation.
            return Double(done) / Double(validationSteps.count + 1)
        }
    }

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
    let objective: Objective
    package private(set) var active: [Active] = []
    private(set) var counts = Counts()
    /// The run of this start that is ahead, by the experiment's objective.
    private(set) var best: (id: PlanItemID, score: Score)?
    private let items: [PlanItemID: (position: Int, item: PlanItem)]
    /// Work that has not started, by model: a sample costs another time in each.
    private var waitingWork: [ModelSpec: Double] = [:]
    /// On runs of this start that have ended, by model. A range test has another pace and says nothing of theirs.
    private var spent: [ModelSpec: Spending] = [:]
    /// When the first run began to work: reading the data is not counted.
    private var workingSince: Double?
    /// Seconds that range tests which have ended worked since then.
    private var testSeconds = 0.0

    /// - Parameter finished: items of the plan that earlier starts have done.
    package init(plan: RunPlan, finished: Set<PlanItemID>) {
        items = Dictionary(plan.items.enumerated().map { ($1.id, ($0, $1)) }) { first, _ in first }
        total = items.count
        objective = plan.objective
        for (id, entry) in items {
            if finished.contains(id) { counts.done += 1 } else { wait(for: entry.item) }
        }
    }

    package mutating func apply(_ event: ScheduleEvent, at now: Double) {
        switch event {
        case .started(let id): start(id)
        case .item(let id, let event): update(id, with: event, at: now)
        case .finished(let id, let result): finish(id, result, at: now)
        case .retrying(let id, _, _): retry(id)
        }
    }

    /// Seconds to the end of everything at the pace of this start's runs; nil before there is a pace.
    package func secondsLeft(at now: Double) -> Double? {
        if active.count == 1, waitingWork.values.allSatisfy({ $0 <= 0 }), let left = active[0].secondsLeft(at: now) {
            return left
        }
        var spent = spent
        var left = waitingWork
        for item in active {
            if !item.isRangeTest { spent[item.effort.model, default: Spending()] += item.spent }
            left[item.effort.model, default: 0] += item.workLeft
        }
        let all = spent.values.reduce(into: Spending()) { $0 += $1 }
        guard let pace = all.pace, let workingSince, now > workingSince else { return nil }
        // What all items that worked at one time spent, over the time that went by, is how many did at once.
        let tests = active.filter(\.isRangeTest).reduce(testSeconds) { $0 + $1.seconds(since: workingSince) }
        let itemsAtOnce = (all.seconds + tests) / (now - workingSince)
        let seconds = left.reduce(0.0) { $0 + $1.value * (spent[$1.key]?.pace ?? pace) }
        return seconds / itemsAtOnce
    }

    /// Finished share of the items, the active ones in proportion, 0 … 1.
    var fraction: Double {
        total == 0 ? 1 : (Double(counts.finished) + active.reduce(0) { $0 + $1.fraction }) / Double(total)
    }

    private mutating func wait(for item: PlanItem) {
        let effort = Effort(item)
        waitingWork[effort.model, default: 0] += effort.work
    }

    private mutating func start(_ id: PlanItemID) {
        guard let (position, item) = items[id] else { return }
        let effort = Effort(item)
        waitingWork[effort.model, default: 0] -= effort.work
        let steps = item.run.map { $0.configuration.validationSteps(stepsPerEpoch: $0.workload.stepsPerEpoch) }
        active.append(Active(id: id, position: position, effort: effort, validationSteps: steps))
        active.sort { $0.position < $1.position }
    }

    private mutating func update(_ id: PlanItemID, with event: ItemEvent, at now: Double) {
        guard let index = active.firstIndex(where: { $0.id == id }) else { return }
        switch event {
        case .checkpointed, .distributed, .inspected: break
        case .began(let start):
            noteWork(of: active[index], at: now)
            active[index].note(step: start.resume.step ?? 0, at: now)
        case .measured(let measurement):
            switch measurement.split {
            case .train: break
            case .validation:
                active[index].validations.append(measurement)
                if active[index].validations.count > Sparkline.width { active[index].validations.removeFirst() }
                active[index].note(step: measurement.step, at: now)
            }
        case .progressed(let progress):
            noteWork(of: active[index], at: now)
            active[index].progress = progress
            active[index].note(step: progress.step, at: now)
        }
    }

    private mutating func noteWork(of item: Active, at now: Double) {
        if workingSince == nil, !item.isRangeTest { workingSince = now }
    }

    private mutating func finish(_ id: PlanItemID, _ result: ItemResult, at now: Double) {
        if let index = active.firstIndex(where: { $0.id == id }) {
            var ended = active.remove(at: index)
            // Behind its last step a run is still scored on the test set.
            if case .outcome(.run(let run)) = result, run.ending == .done, ended.first != nil {
                ended.last = (ended.effort.work, now)
            }
            if !ended.isRangeTest {
                spent[ended.effort.model, default: Spending()] += ended.spent
            } else if let workingSince {
                testSeconds += ended.seconds(since: workingSince)
            }
        } else if let item = items[id]?.item {
            let effort = Effort(item)
            waitingWork[effort.model, default: 0] -= effort.work
        }
        switch result {
        case .outcome(.run(let run)):
            switch run.ending {
            case .done:
                counts.done += 1
                noteBest(id, run)
            case .diverged: counts.diverged += 1
            case .interrupted: counts.interrupted += 1
            }
        case .outcome(.rangeTest(let test)):
            if test.isInterrupted { counts.interrupted += 1 } else { counts.done += 1 }
        case .failed: counts.failed += 1
        case .notStarted: counts.notStarted += 1
        }
    }

    private mutating func noteBest(_ id: PlanItemID, _ run: RunOutcome) {
        guard let score = objective.score(last: run.validationLast, best: run.validationBest) else { return }
        if objective.improves(score, on: best?.score) { best = (id, score) }
    }

    /// It waits again.
    private mutating func retry(_ id: PlanItemID) {
        active.removeAll { $0.id == id }
        if let item = items[id]?.item { wait(for: item) }
    }
}

/// What an item takes, in samples that are trained. One that is only evaluated counts a third: a forward pass, and none
/// backward.
struct Effort: Sendable {
    let model: ModelSpec
    let workload: Workload

    init(_ item: PlanItem) {
        workload = item.workload
        switch item {
        case .rangeTest(let test): model = test.configuration.model
        case .run(let run): model = run.configuration.model
        }
    }

    var work: Double { Double(workload.trainingSamples) + evaluationWork }

    private var evaluationWork: Double { Double(workload.evaluationSamples) / 3 }

    /// Work that is done after a step.
    /// - Parameter evaluated: share of the evaluations that are done.
    func work(atStep step: Int, evaluated: Double) -> Double {
        Double(workload.trainingSamples) * share(ofStep: step) + evaluationWork * evaluated
    }

    /// 0 … 1.
    func share(ofStep step: Int) -> Double { min(1, Double(step) / Double(max(1, workload.steps))) }
}

extension [Int] {
    /// How many of these ascending numbers are below `bound`.
    fileprivate func countBelow(_ bound: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
