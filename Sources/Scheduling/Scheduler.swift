package import Experiment
import Foundation
import Synchronization

/// Runs the items of a plan over the machine's cores.
///
/// At most as many items as cores run at a time, each on a thread of its own, and only as many as fit into memory
/// together; where fewer run, the spare cores are lent to them and taken back when another item starts. A run waits for
/// its range test. What the items do is the executor's business.
package struct Scheduler: Sendable {
    package let cores: Int
    /// Bytes for all items at a time; nil where that is not known.
    package let memory: Int?
    package let failFast: Bool
    package let retries: Int
    /// Seconds to wait before the first retry, twice as many before the next; none is longer than a minute.
    private let firstPause: Double

    /// Bytes: what Linux gives a main thread. Foundation's default differs between systems.
    private static let stackSize = 8 << 20

    /// - Parameters:
    ///   - cores: items at a time, and cores that they share; at least 1.
    ///   - memory: bytes that the items at a time may take together, by what each takes at least. One alone always
    ///     starts.
    ///   - retries: how often an item is started again whose failure may pass by itself.
    ///   - failFast: end after the first item that fails. A run that diverged has not failed: that is its result.
    package init(
        cores: Int, memory: Int? = nil, retries: Int = 0, failFast: Bool = false, firstPause: Double = 1
    ) {
        self.cores = max(1, cores)
        self.memory = memory
        self.retries = retries
        self.failFast = failFast
        self.firstPause = firstPause
    }

    /// Runs `items` and returns when the last of them has ended. Blocks the calling thread.
    ///
    /// - Parameters:
    ///   - finished: what earlier starts have done of the plan: not run again, handed over to what waits for it.
    ///   - stop: a request ends the active items at their next step and starts no other.
    ///   - observe: called on the calling thread, one event at a time, an item's events in order. Items do not wait for
    ///     it, so it may write files. Where it gives a failure, the item has failed: it does not begin, or ends at its
    ///     next step, and whatever it comes to does not count.
    /// - Returns: a result for every item.
    package func run(
        _ items: [PlanItem], finished: [PlanItemID: ItemOutcome] = [:], executor: any ItemExecutor,
        stop: StopSignal = StopSignal(), observe: (ScheduleEvent) -> ItemFailure?
    ) -> [PlanItemID: ItemResult] {
        let mailbox = Mailbox<Message>()
        let subscription = stop.subscribe { mailbox.post(.stop) }
        defer { stop.unsubscribe(subscription) }

        var agenda = Agenda(items, finished: finished)
        var active: [ActiveItem] = []
        /// Items that wait for their next attempt.
        var pauses: [PlanItemID: (start: Agenda.Start, failure: ItemFailure)] = [:]
        var attempts: [PlanItemID: Int] = [:]
        var stopping = stop.isRequested

        func announce(_ results: [(PlanItemID, ItemResult)]) {
            for (id, result) in results { _ = observe(.finished(id, result)) }
        }
        func startWhatFits() {
            var starting: [ActiveItem] = []
            var taken = active.reduce(0) { $0 + $1.start.item.memory }
            while !stopping, active.count + starting.count < cores,
                let next = agenda.takeNext(if: { taken == 0 || $0.memory <= (memory ?? .max) - taken })
            {
                starting.append(ActiveItem(next))
                taken += next.item.memory
            }
            active = (active + starting).sorted { $0.start.position < $1.start.position }
            lendCores(to: active)
            for item in starting {
                let id = item.start.item.id
                if let failure = observe(.started(id)) {
                    mailbox.post(.ended(id, .failed(failure)))
                } else {
                    start(item, executor: executor, mailbox: mailbox)
                }
            }
        }
        func fail(_ id: PlanItemID, _ failure: ItemFailure) {
            for index in active.indices where active[index].start.item.id == id && active[index].failure == nil {
                active[index].failure = failure
                active[index].lease.requestStop()
            }
        }
        func requestStop() {
            stopping = true
            for item in active { item.lease.requestStop() }
            for (id, pause) in pauses.sorted(by: { $0.value.start.position < $1.value.start.position }) {
                pauses[id] = nil
                _ = observe(.finished(id, .failed(pause.failure)))
                end(id, .failed(pause.failure))
            }
        }
        func end(_ id: PlanItemID, _ result: ItemResult) {
            announce(agenda.record(result, of: id))
            if failFast, result.isFailure, !stopping { requestStop() }
        }
        /// Whether a failure is not the end.
        func retry(_ start: Agenda.Start, _ result: ItemResult) -> Bool {
            let id = start.item.id
            let earlier = attempts[id, default: 0]
            guard case .failed(let failure) = result, failure.isTransient, earlier < retries, !stopping else {
                return false
            }
            attempts[id] = earlier + 1
            let seconds = min(60, firstPause * pow(2, Double(min(earlier, 30))))
            _ = observe(.retrying(id, failure, seconds: seconds))
            pauses[id] = (start, failure)
            let pause = Thread {
                Thread.sleep(forTimeInterval: seconds)
                mailbox.post(.again(id))
            }
            pause.start()
            return true
        }

        announce(agenda.hopeless())
        startWhatFits()
        while !active.isEmpty || !pauses.isEmpty {
            switch mailbox.next() {
            case .event(let id, let event):
                if let failure = observe(.item(id, event)) { fail(id, failure) }
            case .checkpoint(let id, let pending):
                guard let checkpoint = pending.take() else { continue }
                if let failure = observe(.item(id, .checkpointed(checkpoint))) { fail(id, failure) }
            case .ended(let id, var result):
                guard let item = active.first(where: { $0.start.item.id == id }) else { continue }
                active.removeAll { $0.start.item.id == id }
                if let failure = item.failure { result = .failed(failure) }
                if !retry(item.start, result) {
                    if let failure = observe(.finished(id, result)) { result = .failed(failure) }
                    if !retry(item.start, result) { end(id, result) }
                }
                startWhatFits()
            case .again(let id):
                // A stop has given it up already.
                guard let pause = pauses.removeValue(forKey: id) else { continue }
                agenda.putBack(pause.start)
                startWhatFits()
            case .stop:
                requestStop()
            }
        }
        announce(agenda.abandonRest())
        return agenda.results
    }

    private func lendCores(to active: [ActiveItem]) {
        for (item, share) in zip(active, CoreShares.split(cores, among: active.count)) { item.lease.grant(share) }
    }

    private func start(_ active: ActiveItem, executor: any ItemExecutor, mailbox: Mailbox<Message>) {
        let thread = Thread {
            let item = active.start.item
            var latest: PendingCheckpoint?
            let result: ItemResult
            do throws(ItemFailure) {
                result = .outcome(
                    try executor.execute(item, rangeTest: active.start.rangeTest, lease: active.lease) { event in
                        guard case .checkpointed(let checkpoint) = event else {
                            return mailbox.post(.event(item.id, event))
                        }
                        _ = latest?.take()
                        let pending = PendingCheckpoint(checkpoint)
                        latest = pending
                        mailbox.post(.checkpoint(item.id, pending))
                    })
            } catch {
                result = .failed(error)
            }
            mailbox.post(.ended(item.id, result))
        }
        thread.name = active.start.item.id.folder
        thread.stackSize = Self.stackSize
        thread.start()
    }
}

/// What the items' threads and the stop signal tell the scheduler.
private enum Message: Sendable {
    case event(PlanItemID, ItemEvent)
    case checkpoint(PlanItemID, PendingCheckpoint)
    case ended(PlanItemID, ItemResult)
    /// The pause before an item's next attempt is over.
    case again(PlanItemID)
    case stop
}

/// A checkpoint that waits for the observer. It weighs as much as the network and its optimizer: of an item only the
/// newest waits, however slow the disk is.
private final class PendingCheckpoint: Sendable {
    private let checkpoint: Mutex<RunCheckpoint?>

    init(_ checkpoint: RunCheckpoint) { self.checkpoint = Mutex(checkpoint) }

    /// Nil where it is taken already, by the observer or since there is a newer one.
    func take() -> RunCheckpoint? {
        checkpoint.withLock { checkpoint in
            defer { checkpoint = nil }
            return checkpoint
        }
    }
}

/// An item with a thread.
private struct ActiveItem: Sendable {
    let start: Agenda.Start
    let lease = CoreLease(cores: 1)
    /// What the observer found wrong.
    var failure: ItemFailure?

    init(_ start: Agenda.Start) { self.start = start }
}
