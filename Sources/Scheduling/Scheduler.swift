package import Experiment
import Foundation

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
    private let firstPause: Double
    private let mostPending: Int
    let awaitsCheckpoints: Bool
    let threads: ThreadStarter

    /// - Parameters:
    ///   - cores: items at a time, and cores that they share; at least 1.
    ///   - memory: bytes that the items at a time may take together, by `PlanItem.memory`. One alone always starts.
    ///   - retries: how often an item is started again whose failure may pass by itself.
    ///   - failFast: end after the first item that fails. A run that diverged has not failed: that is its result; nor
    ///     has one that was not tried.
    ///   - firstPause: seconds to wait before an item's first retry.
    ///   - mostPending: events of all items that may wait to be kept; an item that has more to tell waits itself. A
    ///     network of a few numbers makes more steps a second than can be written down, and what waits takes memory and
    ///     holds up a stop. The default is kept within a second, and is far more than is usually told while a summary
    ///     is written.
    ///   - awaitsCheckpoints: an item goes on only once its checkpoint is kept, so that none is replaced by a newer one.
    ///   - threads: gives each item its own. An item that gets none waits until another one has ended; where nothing is
    ///     under way it has failed, in a way that may pass by itself.
    package init(
        cores: Int, memory: Int? = nil, retries: Int = 0, failFast: Bool = false, firstPause: Double = 1,
        mostPending: Int = 4096, awaitsCheckpoints: Bool = false, threads: ThreadStarter = .system
    ) {
        self.cores = max(1, cores)
        self.memory = memory
        self.retries = retries
        self.failFast = failFast
        self.firstPause = firstPause
        self.mostPending = mostPending
        self.awaitsCheckpoints = awaitsCheckpoints
        self.threads = threads
    }

    /// Seconds to wait before a retry: each time twice as many, but no more than a minute.
    /// - Parameter retry: of one item, counted from 0.
    package func pause(beforeRetry retry: Int) -> Double { min(60, firstPause * pow(2, Double(retry))) }

    /// Runs `items` and returns when the last of them has ended. Blocks the calling thread.
    ///
    /// - Parameters:
    ///   - finished: what earlier starts have done of the plan: not run again, handed over to what waits for it.
    ///   - alone: items that are suspected of ending the whole program. They come last, in this order and with nothing
    ///     beside them, so that they take nothing with them and what happens is theirs.
    ///   - stop: a request ends the active items at their next step and starts no other.
    ///   - keep: writes an event down. Called on the calling thread, one event at a time, an item's events in order;
    ///     items wait for it only where half of `mostPending` or more are not kept yet. Every attempt has an end here,
    ///     also one that another follows. Where it gives a failure, the item has failed: it does not begin, or ends at
    ///     its next step, and whatever it comes to does not count.
    ///   - tell: shows an event, after it was kept and in the same order. An attempt that another follows has no end
    ///     here; `retrying` takes its place.
    /// - Returns: a result for every item; and with `failFast` the item after whose failure no other was started, nil
    ///   where nothing failed before a stop was requested.
    package func run(
        _ items: [PlanItem], finished: [PlanItemID: ItemOutcome] = [:], alone: [PlanItemID] = [],
        executor: any ItemExecutor, stop: StopSignal = StopSignal(),
        keep: @escaping (ScheduleEvent) -> ItemFailure? = { _ in nil },
        tell: @escaping (ScheduleEvent) -> Void = { _ in }
    ) -> (results: [PlanItemID: ItemResult], endedBy: PlanItemID?) {
        let mailbox = Mailbox<ScheduleMessage>(mostPending: mostPending)
        let subscription = stop.subscribe { mailbox.post(.stop) }
        defer { stop.unsubscribe(subscription) }
        var session = ScheduleSession(
            scheduler: self, agenda: Agenda(items, finished: finished, alone: alone), executor: executor,
            mailbox: mailbox, isStopping: stop.isRequested, keep: keep, tell: tell)
        return session.run()
    }
}
