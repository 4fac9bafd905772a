import Experiment
import Foundation

/// One pass over the items of a plan: what is under way, what waits, and what each message of the items' threads
/// changes. Everything happens on the thread that called the scheduler.
struct ScheduleSession {
    private let scheduler: Scheduler
    private let executor: any ItemExecutor
    private let mailbox: Mailbox<ScheduleMessage>
    private let keep: (ScheduleEvent) -> ItemFailure?
    private let tell: (ScheduleEvent) -> Void

    private var agenda: Agenda
    /// In the plan's order: by it cores are lent.
    private var active: [ActiveItem] = []
    /// Items that wait for their next attempt.
    private var pauses: [PlanItemID: (start: Agenda.Start, failure: ItemFailure)] = [:]
    /// How often an item was started again.
    private var attempts: [PlanItemID: Int] = [:]
    private var isStopping: Bool
    /// The item at whose failure the rest was given up.
    private var endedBy: PlanItemID?

    init(
        scheduler: Scheduler, agenda: Agenda, executor: any ItemExecutor, mailbox: Mailbox<ScheduleMessage>,
        isStopping: Bool, keep: @escaping (ScheduleEvent) -> ItemFailure?, tell: @escaping (ScheduleEvent) -> Void
    ) {
        (self.scheduler, self.agenda, self.executor, self.mailbox) = (scheduler, agenda, executor, mailbox)
        (self.isStopping, self.keep, self.tell) = (isStopping, keep, tell)
    }

    /// Returns when the last item has ended.
    mutating func run() -> (results: [PlanItemID: ItemResult], endedBy: PlanItemID?) {
        announce(agenda.hopeless())
        startWhatFits()
        while !active.isEmpty || !pauses.isEmpty {
            switch mailbox.next() {
            case .event(let id, let event): handle(event, of: id)
            case .checkpoint(let id, let pending):
                if let checkpoint = pending.take() { handle(.checkpointed(checkpoint), of: id) }
                pending.noteKept()
            case .ended(let id, let result): conclude(id, result)
            case .again(let id): goOn(with: id)
            case .stop: requestStop()
            }
        }
        announce(agenda.abandonRest())
        return (agenda.results, endedBy)
    }

    // MARK: starting

    private mutating func startWhatFits() {
        var starting: [(item: ActiveItem, failure: ItemFailure?)] = []
        var together = active
        while !isStopping,
            let next = agenda.takeNext(if: { [scheduler] in scheduler.hasRoom(for: $0, beside: together) })
        {
            let item = ActiveItem(next, awaitsCheckpoints: scheduler.awaitsCheckpoints)
            var failure: ItemFailure?
            do throws(ThreadFailure) {
                try item.takeThread(scheduler.threads, executor: executor, mailbox: mailbox)
            } catch {
                // Its turn comes again when one of those ends, and gives its thread back.
                guard together.isEmpty else {
                    agenda.putBack(next)
                    break
                }
                failure = ItemFailure(error.message, isTransient: true)
            }
            starting.append((item, failure))
            together.append(item)
        }
        active = together.sorted { $0.start.position < $1.start.position }
        lendCores()
        for (item, failure) in starting {
            let id = item.start.item.id
            let unkept = keep(.started(id))
            tell(.started(id))
            // Who is not to be tried needs no thread.
            if let failure = unkept ?? failure {
                item.giveUp()
                mailbox.post(.ended(id, .failed(failure)))
            } else {
                item.begin()
            }
        }
    }

    /// Even shares, at least 1 each; what cannot be divided goes to the first in the plan.
    private func lendCores() {
        guard !active.isEmpty else { return }
        let (share, rest) = scheduler.cores.quotientAndRemainder(dividingBy: active.count)
        for (index, item) in active.enumerated() { item.lease.grant(max(1, share + (index < rest ? 1 : 0))) }
    }

    // MARK: while items are under way

    private mutating func handle(_ event: ItemEvent, of id: PlanItemID) {
        let failure = keep(.item(id, event))
        tell(.item(id, event))
        guard let failure else { return }
        for index in active.indices where active[index].start.item.id == id && active[index].failure == nil {
            active[index].failure = failure
            active[index].lease.requestStop()
        }
    }

    private mutating func requestStop() {
        isStopping = true
        for item in active { item.lease.requestStop() }
        for (id, pause) in pauses.sorted(by: { $0.value.start.position < $1.value.start.position }) {
            pauses[id] = nil
            // Its failure was kept before the pause.
            tell(.finished(id, .failed(pause.failure)))
            record(id, .failed(pause.failure))
        }
    }

    // MARK: ends

    private mutating func conclude(_ id: PlanItemID, _ result: ItemResult) {
        guard let index = active.firstIndex(where: { $0.start.item.id == id }) else { return }
        let item = active.remove(at: index)
        let result = kept(id, item.failure.map(ItemResult.failed) ?? result)
        if !retry(item.start, result) {
            tell(.finished(id, result))
            record(id, result)
        }
        startWhatFits()
    }

    /// What an item's end counts as once it is written down: an outcome that cannot be kept is a failure.
    private func kept(_ id: PlanItemID, _ result: ItemResult) -> ItemResult {
        let failure = keep(.finished(id, result))
        return switch (result, failure) {
        case (.outcome, let failure?): .failed(failure)
        case (.outcome, nil), (.failed, _), (.notStarted, _): result
        }
    }

    private mutating func record(_ id: PlanItemID, _ result: ItemResult) {
        announce(agenda.record(result, of: id))
        if scheduler.failFast, case .failed(let failure) = result, failure.wasTried, !isStopping {
            endedBy = id
            requestStop()
        }
    }

    private func announce(_ results: [(PlanItemID, ItemResult)]) {
        for (id, result) in results { tell(.finished(id, kept(id, result))) }
    }

    /// - Returns: whether the item has another attempt, after a pause. It has none where no thread can wait for it.
    private mutating func retry(_ start: Agenda.Start, _ result: ItemResult) -> Bool {
        let id = start.item.id
        let earlier = attempts[id, default: 0]
        guard case .failed(let failure) = result, failure.isTransient, earlier < scheduler.retries, !isStopping else {
            return false
        }
        let seconds = scheduler.pause(beforeRetry: earlier)
        do throws(ThreadFailure) {
            try scheduler.threads.start { [mailbox] in
                Thread.sleep(forTimeInterval: seconds)
                mailbox.post(.again(id))
            }
        } catch {
            return false
        }
        attempts[id] = earlier + 1
        tell(.retrying(id, failure, seconds: seconds))
        pauses[id] = (start, failure)
        return true
    }

    /// A pause is over. A stop may have given the item up already.
    private mutating func goOn(with id: PlanItemID) {
        guard let pause = pauses.removeValue(forKey: id) else { return }
        agenda.putBack(pause.start)
        startWhatFits()
    }
}

extension Scheduler {
    /// Whether a core and enough memory are left, and nobody has to be alone.
    fileprivate func hasRoom(for start: Agenda.Start, beside others: [ActiveItem]) -> Bool {
        if others.isEmpty { return true }
        guard others.count < cores, !start.isAlone, !others.contains(where: \.start.isAlone) else { return false }
        let taken = others.reduce(0) { $0 + $1.start.item.memory }
        return start.item.memory <= (memory ?? .max) - taken
    }
}
