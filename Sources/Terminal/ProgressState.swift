package import Experiment

/// How far the items are: a value that grows by events. Times are seconds of one clock, whichever it is.
package struct ProgressState: Sendable {
    /// An item that runs.
    package struct Active: Sendable {
        var id: PlanItemID
        /// Where there is no room for the name.
        var shortName: String
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

    /// How items ended whose turn is over, each counted once, those of earlier starts included. One that was
    /// interrupted, or did not start, has its turn at the next start.
    struct Counts: Sendable {
        var done = 0
        var diverged = 0
        var failed = 0

        var finished: Int { done + diverged + failed }
    }

    let total: Int
    let objective: Objective
    package private(set) var active: [Active] = []
    private(set) var counts = Counts()
    /// Of the items shown, the run that is ahead by the experiment's objective, be it of an earlier start.
    private(set) var best: (item: PlanItem, score: Score)?
    private let items: [PlanItemID: (position: Int, item: PlanItem)]
    /// What has not started.
    private var waiting: Set<PlanItemID> = []
    private var timeLeft = TimeLeft()

    /// - Parameter finished: what earlier starts have done of the plan.
    package init(plan: RunPlan, finished: [PlanItemID: ItemOutcome]) {
        items = Dictionary(plan.items.enumerated().map { ($1.id, ($0, $1)) }) { first, _ in first }
        total = items.count
        objective = plan.objective
        for id in plan.items.map(\.id) {
            guard let outcome = finished[id] else {
                noteWaiting(id)
                continue
            }
            count(outcome, of: id)
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

    /// Seconds to the end of everything at the pace of this start's runs; nil before there is one for all that is left.
    package func secondsLeft(at now: Double) -> Double? {
        timeLeft.seconds(active: active, at: now)
    }

    /// Finished share of the items, the active ones in proportion, 0 … 1.
    var fraction: Double {
        total == 0 ? 1 : (Double(counts.finished) + active.reduce(0) { $0 + $1.fraction }) / Double(total)
    }

    private mutating func start(_ id: PlanItemID) {
        guard let (position, item) = items[id] else { return }
        noteTurn(id)
        let steps = item.run.map { $0.configuration.validationSteps(stepsPerEpoch: $0.workload.stepsPerEpoch) }
        active.append(
            Active(
                id: id, shortName: item.shortName, position: position, effort: Effort(item), validationSteps: steps))
        active.sort { $0.position < $1.position }
    }

    private mutating func update(_ id: PlanItemID, with event: ItemEvent, at now: Double) {
        guard let index = active.firstIndex(where: { $0.id == id }) else { return }
        switch event {
        case .checkpointed, .distributed, .inspected: break
        case .began(let start):
            timeLeft.noteWork(of: active[index], at: now)
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
            timeLeft.noteWork(of: active[index], at: now)
            active[index].progress = progress
            active[index].note(step: progress.step, at: now)
        }
    }

    private mutating func finish(_ id: PlanItemID, _ result: ItemResult, at now: Double) {
        // Behind its last step a run is still scored on the test set.
        if case .outcome(.run(let run)) = result, run.ending == .done,
            let index = active.firstIndex(where: { $0.id == id }), active[index].first != nil
        {
            active[index].last = (active[index].effort.work, now)
        }
        deactivate(id)
        noteTurn(id)
        switch result {
        case .outcome(let outcome): count(outcome, of: id)
        case .failed: counts.failed += 1
        case .notStarted: break
        }
    }

    private mutating func count(_ outcome: ItemOutcome, of id: PlanItemID) {
        switch outcome {
        case .run(let run):
            switch run.ending {
            case .done:
                counts.done += 1
                noteBest(id, run)
            case .diverged: counts.diverged += 1
            case .interrupted: break
            }
        case .rangeTest(let test): if !test.isInterrupted { counts.done += 1 }
        }
    }

    private mutating func noteBest(_ id: PlanItemID, _ run: RunOutcome) {
        guard let item = items[id]?.item, let score = objective.score(of: run.results) else { return }
        if objective.improves(score, on: best?.score) { best = (item, score) }
    }

    private mutating func retry(_ id: PlanItemID) {
        deactivate(id)
        noteWaiting(id)
    }

    /// However it ended, what it took tells of the pace and of how many items work at once.
    private mutating func deactivate(_ id: PlanItemID) {
        guard let index = active.firstIndex(where: { $0.id == id }) else { return }
        timeLeft.noteEnd(of: active.remove(at: index))
    }

    private mutating func noteWaiting(_ id: PlanItemID) {
        guard let item = items[id]?.item, waiting.insert(id).inserted else { return }
        timeLeft.noteWaiting(Effort(item))
    }

    /// Its turn has come, or will not in this start.
    private mutating func noteTurn(_ id: PlanItemID) {
        guard let item = items[id]?.item, waiting.remove(id) != nil else { return }
        timeLeft.noteTurn(Effort(item))
    }
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
