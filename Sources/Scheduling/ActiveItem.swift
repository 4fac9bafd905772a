import Experiment

/// An item that is under way, on a thread of its own once it may begin.
struct ActiveItem: Sendable {
    let start: Agenda.Start
    let lease = CoreLease(cores: 1)
    /// Why what it did could not be kept.
    var failure: ItemFailure?

    init(_ start: Agenda.Start) { self.start = start }

    /// Executes the item on a thread of its own, which tells everything to `mailbox`, its end last: also where there is no
    /// such thread.
    func startThread(_ threads: ThreadStarter, executor: any ItemExecutor, mailbox: Mailbox<ScheduleMessage>) {
        do throws(ThreadFailure) {
            try threads.start { [self] in execute(executor, mailbox) }
        } catch {
            mailbox.post(.ended(start.item.id, .failed(ItemFailure(error.message, isTransient: true))))
        }
    }

    private func execute(_ executor: any ItemExecutor, _ mailbox: Mailbox<ScheduleMessage>) {
        let item = start.item
        var latest: PendingCheckpoint?
        let result: ItemResult
        do throws(ItemFailure) {
            result = .outcome(
                try executor.execute(item, rangeTest: start.rangeTest, lease: lease) { event in
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
}
