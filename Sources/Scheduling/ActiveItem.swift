import Experiment

/// An item that is under way, on a thread of its own once it may begin.
struct ActiveItem: Sendable {
    let start: Agenda.Start
    let lease = CoreLease(cores: 1)
    /// Why what it did could not be kept.
    var failure: ItemFailure?
    /// Tells its thread whether to begin.
    private let mayBegin = Mailbox<Bool>(mostPending: 2)

    /// As of `Scheduler`.
    private let awaitsCheckpoints: Bool

    init(_ start: Agenda.Start, awaitsCheckpoints: Bool) {
        self.start = start
        self.awaitsCheckpoints = awaitsCheckpoints
    }

    /// Takes the thread that is to execute the item. It waits for `begin` or `giveUp`, one of which has to follow.
    /// - Throws: where there is none.
    func takeThread(
        _ threads: ThreadStarter, executor: any ItemExecutor, mailbox: Mailbox<ScheduleMessage>
    ) throws(ThreadFailure) {
        try threads.start { [self] in
            if mayBegin.next() { execute(executor, mailbox) }
        }
    }

    /// Has the thread execute the item and tell everything to the mailbox, the item's end last.
    func begin() { mayBegin.post(true) }

    /// Lets the thread go, where there is one.
    func giveUp() { mayBegin.post(false) }

    /// What the item tells while it works is posted in turn: it trains no faster than that is kept.
    ///
    /// That waits, but never for ever. The scheduler's thread takes messages until this item's end has come, which is
    /// posted last. It waits for no item: it joins no thread, asks an item to stop by a flag of its lease, whatever the
    /// reason, and posts at once where an item ends before it begins; and to keep an event it needs nothing that an
    /// executor holds while it tells one. Stop requests and the ends of pauses, which others post and which may come
    /// when nobody takes any more, are posted at once.
    private func execute(_ executor: any ItemExecutor, _ mailbox: Mailbox<ScheduleMessage>) {
        let item = start.item
        var latest: PendingCheckpoint?
        // Events since a checkpoint was left in its place.
        var told = 0
        let result: ItemResult
        do throws(ItemFailure) {
            result = .outcome(
                try executor.execute(item, rangeTest: start.rangeTest, lease: lease) { event in
                    told += 1
                    guard case .checkpointed(let checkpoint) = event else {
                        return mailbox.postInTurn(.event(item.id, event))
                    }
                    // A scheduler that is always late would come to none before it is replaced. One is left only when
                    // as many events as may wait have come since the last: that one is taken by then.
                    if told < mailbox.mostPending { _ = latest?.take() } else { told = 0 }
                    let pending = PendingCheckpoint(checkpoint)
                    latest = pending
                    mailbox.postInTurn(.checkpoint(item.id, pending))
                    if awaitsCheckpoints { pending.waitUntilKept() }
                })
        } catch {
            result = .failed(error)
        }
        mailbox.post(.ended(item.id, result))
    }
}
