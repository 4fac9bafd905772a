import Glibc
import Synchronization

/// The way of a signal from its handler, which may interrupt any thread anywhere and do next to nothing there, to a
/// thread that may do anything.
@safe
final class SignalWatch: @unchecked Sendable {
    /// Of one signal.
    private final class Arrivals: Sendable {
        /// Not yet taken.
        let count = Atomic<Int>(0)
        /// Address of the semaphore of who watches; 0 for nobody.
        let semaphore = Atomic<UInt>(0)
    }

    /// By the signal's number; Linux has 64.
    private static let arrivals = (0...64).map { _ in Arrivals() }

    private let signals: [Int32]
    /// Counts the signals that arrive. Its 32 bytes are never given back: a handler may still be under way.
    private let semaphore: UnsafeMutablePointer<sem_t>
    private let isOpen = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)

    init(_ signals: [Int32]) {
        self.signals = signals
        unsafe semaphore = .allocate(capacity: 1)
        _ = unsafe sem_init(semaphore, 0, 0)
    }

    /// Has `note` tell this one of a signal.
    func begin(_ number: Int32) {
        let arrivals = Self.arrivals[Int(number)]
        arrivals.count.store(0, ordering: .sequentiallyConsistent)
        arrivals.semaphore.store(unsafe UInt(bitPattern: semaphore), ordering: .sequentiallyConsistent)
    }

    /// To be called by the handler: it takes no lock and no memory, and of the system's calls `sem_post` is allowed there.
    static func note(_ number: Int32) {
        let arrivals = Self.arrivals[Int(number)]
        arrivals.count.add(1, ordering: .sequentiallyConsistent)
        let address = arrivals.semaphore.load(ordering: .sequentiallyConsistent)
        guard let semaphore = unsafe UnsafeMutablePointer<sem_t>(bitPattern: address) else { return }
        _ = unsafe sem_post(semaphore)
    }

    /// Whether the process takes the signal for nothing. Only asks: a signal that arrives meanwhile is not lost.
    static func isIgnored(_ number: Int32) -> Bool {
        let action = UnsafeMutablePointer<sigaction>.allocate(capacity: 1)
        defer { unsafe action.deallocate() }
        guard unsafe sigaction(number, nil, action) == 0 else { return false }
        // SIG_IGN is the handler at address 1.
        return unsafe unsafeBitCast(action.pointee.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// Has `run` begin: the handlers are there.
    func open() {
        isOpen.store(true, ordering: .sequentiallyConsistent)
        _ = unsafe sem_post(semaphore)
    }

    /// Calls `handle` with the number of each signal that arrives, one at a time, until the end.
    func run(_ handle: (Int32) -> Void) {
        // A signal that arrives before all handlers are there wakes it, too.
        while !isOpen.load(ordering: .sequentiallyConsistent) { wait() }
        unblock()
        while true {
            // Asked before the signals are taken: what arrived before the end is handled.
            let isOver = isOver.load(ordering: .sequentiallyConsistent)
            for number in signals {
                let count = Self.arrivals[Int(number)].count.exchange(0, ordering: .sequentiallyConsistent)
                for _ in 0..<count { handle(number) }
            }
            if isOver { return }
            wait()
        }
    }

    private func wait() {
        // It ends early where a signal interrupts it.
        while unsafe sem_wait(semaphore) != 0 {}
    }

    /// A process may be started with signals blocked, in all its threads then: one thread that takes them is enough.
    private func unblock() {
        var mask = sigset_t()
        _ = unsafe sigemptyset(&mask)
        for number in signals { _ = unsafe sigaddset(&mask, number) }
        _ = unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    /// Lets `run` return. The handlers are gone.
    func end() {
        for number in signals { Self.arrivals[Int(number)].semaphore.store(0, ordering: .sequentiallyConsistent) }
        isOver.store(true, ordering: .sequentiallyConsistent)
        _ = unsafe sem_post(semaphore)
    }
}
