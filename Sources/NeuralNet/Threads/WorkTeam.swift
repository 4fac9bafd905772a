package import Experiment
import Foundation
import Synchronization

/// Helper threads of one network, which share its work with the calling thread.
///
/// A thread that waits looks for work as long as the gaps inside a step may last, then sleeps: it burns no core that
/// another process needs. Threads start when more than one core is first asked for, and end with the team. Where the system
/// gives fewer, the team works with those that it has.
package final class WorkTeam {
    /// Workers of any team at most.
    package static let largest = SharedWork.Ticket.largestWorkerCount

    /// Workers at most, the calling thread included.
    let maximumCores: Int
    private let work: SharedWork
    private let threads: ThreadStarter
    private var helpers = 0
    /// Once the system has refused one, none is asked for again: a step has hundreds of runs.
    private var isRefused = false

    package init(maximumCores: Int, threads: ThreadStarter = .system) {
        self.maximumCores = max(1, min(maximumCores, Self.largest))
        self.threads = threads
        work = SharedWork(workers: self.maximumCores)
    }

    deinit { if helpers > 0 { work.stop() } }

    /// Calls `body(task, worker)` once for each task in 0 ..< tasks, on up to `cores` threads, and returns when all are
    /// done. At one time a worker (0 ..< cores) does one task. Each begins with its own even part of the tasks, so that
    /// it finds in its cache what it left there in the run before; who is done helps the others.
    package func run(tasks: Int, cores: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
        let wanted = min(cores, tasks, maximumCores)
        startHelpers(wanted - 1)
        let workers = min(wanted, helpers + 1)
        guard workers > 1 else {
            for task in 0..<tasks { body(task, 0) }
            return
        }
        withoutActuallyEscaping(body) { work.run(tasks: tasks, workers: workers, $0) }
    }

    private func startHelpers(_ wanted: Int) {
        while helpers < wanted, !isRefused {
            let (work, worker) = (work, helpers + 1)
            do throws(ThreadFailure) {
                try threads.start { work.help(as: worker) }
                work.helperStarted()
                helpers = worker
            } catch {
                isRefused = true
            }
        }
    }
}

/// What the threads of a team share. Every worker has its queue of tasks, one atomic word that also carries the number
/// of the run: a late helper can neither claim a task of a run that is over nor see that run's body.
private final class SharedWork: @unchecked Sendable {
    /// Run number (32 bits), workers that may claim (8), the queue's tasks not yet claimed (24).
    struct Ticket {
        static let largestWorkerCount = 1 << Int(workerBits) - 1
        private static let taskBits: UInt64 = 24
        private static let workerBits: UInt64 = 8

        var bits: UInt64

        init(bits: UInt64) { self.bits = bits }

        init(run: UInt32, workers: Int, tasks: Int) {
            precondition(tasks < 1 << Self.taskBits, "more tasks than a ticket counts")
            bits = (UInt64(run) << Self.workerBits | UInt64(workers)) << Self.taskBits | UInt64(tasks)
        }

        var run: UInt32 { UInt32(truncatingIfNeeded: bits >> (Self.workerBits + Self.taskBits)) }
        var unclaimed: Int { Int(bits & (1 << Self.taskBits - 1)) }
        var workers: Int { Int(bits >> Self.taskBits & (1 << Self.workerBits - 1)) }
        /// With one task fewer.
        var claimed: Ticket { Ticket(bits: bits - 1) }
        func isFor(_ worker: Int) -> Bool { unclaimed > 0 && worker < workers }
    }

    /// The tasks that one worker begins with, as a ticket's bits.
    private final class TicketBox: Sendable {
        let ticket = Atomic<UInt64>(0)
    }

    /// Looks before a waiting thread goes to sleep: 60 to 80 µs (at 3.7 GHz). To wake a sleeper takes as long, and what
    /// one thread does alone inside a step, or a phase that ends later on another core, is shorter.
    private static let patience = 200_000

    private let queues: [TicketBox]
    private let finished = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let isStopped = Atomic<Bool>(false)
    /// Guards sleep and the count of helpers.
    private let condition = NSCondition()
    private var liveHelpers = 0

    /// Written before a run's ticket is published, read only by who has claimed one of its tasks, and the run does not
    /// end before that task.
    private var body: ((Int, Int) -> Void)?
    private var parts = EvenParts(0, parts: 1)
    private var runs: UInt32 = 0

    init(workers: Int) { queues = (0..<workers).map { _ in TicketBox() } }

    func run(tasks: Int, workers: Int, _ body: @escaping (Int, Int) -> Void) {
        self.body = body
        parts = EvenParts(tasks, parts: workers)
        runs &+= 1
        finished.store(0, ordering: .relaxed)
        for worker in 0..<workers {
            let ticket = Ticket(run: runs, workers: workers, tasks: parts.range(worker).count)
            queues[worker].ticket.store(ticket.bits, ordering: .sequentiallyConsistent)
        }
        wakeSleepers()
        workOff(as: 0)
        wait { finished.load(ordering: .sequentiallyConsistent) == tasks }
        self.body = nil
    }

    /// A helper's life.
    func help(as worker: Int) {
        while !isStopped.load(ordering: .acquiring) {
            workOff(as: worker)
            // A run that has tasks for this worker has some in its own queue.
            wait {
                isStopped.load(ordering: .sequentiallyConsistent)
                    || Ticket(bits: queues[worker].ticket.load(ordering: .sequentiallyConsistent)).isFor(worker)
            }
        }
        condition.withLock {
            liveHelpers -= 1
            condition.broadcast()
        }
    }

    /// To be called before `stop`; the helper may be at work already.
    func helperStarted() { condition.withLock { liveHelpers += 1 } }

    /// Returns when every helper has left.
    func stop() {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        condition.withLock {
            condition.broadcast()
            while liveHelpers > 0 { condition.wait() }
        }
    }

    /// Does tasks as long as there are some for `worker`: its own, then those of the same run that others have not
    /// begun. Another's queue may hold tasks of the next run already, which `worker` begins with its own.
    private func workOff(as worker: Int) {
        let run = workOff(queue: worker, as: worker)
        for distance in 1..<queues.count {
            workOff(queue: (worker + distance) % queues.count, as: worker, inRun: run)
        }
    }

    /// - Parameter run: the only run whose tasks are done; nil for those of any.
    /// - Returns: the run that the queue is at in the end.
    @discardableResult
    private func workOff(queue: Int, as worker: Int, inRun run: UInt32? = nil) -> UInt32 {
        let queued = queues[queue]
        var current = Ticket(bits: queued.ticket.load(ordering: .acquiring))
        while current.isFor(worker), run == nil || run == current.run {
            let (exchanged, original) = queued.ticket.weakCompareExchange(
                expected: current.bits, desired: current.claimed.bits, ordering: .acquiring)
            guard exchanged else {
                current = Ticket(bits: original)
                continue
            }
            body?(parts.range(queue).upperBound - current.unclaimed, worker)
            finished.add(1, ordering: .sequentiallyConsistent)
            wakeSleepers()
            current = Ticket(bits: queued.ticket.load(ordering: .acquiring))
        }
        return current.run
    }

    /// Returns once `isDone` is true. Who makes it true calls `wakeSleepers` afterwards.
    private func wait(until isDone: () -> Bool) {
        for _ in 0..<Self.patience where isDone() { return }
        condition.withLock {
            sleepers.add(1, ordering: .sequentiallyConsistent)
            while !isDone() { condition.wait() }
            sleepers.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    private func wakeSleepers() {
        guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
        condition.withLock { condition.broadcast() }
    }
}
