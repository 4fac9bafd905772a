import Experiment
import Foundation
import Machine
import Synchronization
import TestSupport
import Testing

@Suite struct SignalListenerTests {
    @Test func `a signal has its usual effect where its listener wants it`() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let listener = try SignalListener([SIGTERM]) { SignalListener.applyDefault(of: $0) }
            kill(getpid(), SIGTERM)
            wait { false }
            withExtendedLifetime(listener) {}
        }
    }

    @Test func `a signal that had its usual effect is heard again`() throws {
        let heard = Mutex(0)
        // Usually nothing.
        let listener = try SignalListener([SIGURG]) { number in
            SignalListener.applyDefault(of: number)
            heard.withLock { $0 += 1 }
        }
        for count in 1...2 {
            kill(getpid(), SIGURG)
            wait { heard.withLock { $0 } == count }
        }
        withExtendedLifetime(listener) {}
    }

    @Test func `a signal that was blocked before is heard`() throws {
        var mask = sigset_t()
        var former = sigset_t()
        _ = unsafe sigemptyset(&mask)
        _ = unsafe sigaddset(&mask, SIGUSR2)
        _ = unsafe pthread_sigmask(SIG_BLOCK, &mask, &former)
        // Whether the thread that listens takes the signal: other threads of the tests may take it for that one.
        let isTaken = Mutex<Bool?>(nil)
        let listener = try SignalListener([SIGUSR2]) { number in
            var own = sigset_t()
            _ = unsafe pthread_sigmask(SIG_BLOCK, nil, &own)
            let isBlocked = unsafe sigismember(&own, number) == 1
            isTaken.withLock { $0 = !isBlocked }
        }
        _ = unsafe pthread_sigmask(SIG_SETMASK, &former, nil)
        kill(getpid(), SIGUSR2)
        wait { isTaken.withLock { $0 } != nil }
        #expect(isTaken.withLock { $0 } == true)
        withExtendedLifetime(listener) {}
    }

    @Test func `a signal that is ignored stays so`() throws {
        signal(SIGWINCH, SIG_IGN)
        let heard = Mutex<[Int32]>([])
        let listener = try SignalListener([SIGWINCH, SIGPOLL]) { number in heard.withLock { $0.append(number) } }
        kill(getpid(), SIGWINCH)
        kill(getpid(), SIGPOLL)
        wait { !heard.withLock { $0.isEmpty } }
        #expect(heard.withLock { $0 } == [SIGPOLL])
        withExtendedLifetime(listener) {}
        signal(SIGWINCH, SIG_DFL)
    }

    @Test func `a signal that arrives before the end is handled`() throws {
        let isHandling = Mutex(false)
        let mayGoOn = Mutex(false)
        let heard = Mutex<[Int32]>([])
        do {
            // They are taken in this order: when the second one is handled, the first one's turn is over.
            let listener = try SignalListener([SIGVTALRM, SIGPROF]) { number in
                heard.withLock { $0.append(number) }
                isHandling.withLock { $0 = true }
                wait { mayGoOn.withLock { $0 } }
            }
            kill(getpid(), SIGPROF)
            wait { isHandling.withLock { $0 } }
            raiseUnblocked(SIGVTALRM)
            withExtendedLifetime(listener) {}
        }
        mayGoOn.withLock { $0 = true }
        wait { heard.withLock { $0.count } == 2 }
        #expect(heard.withLock { $0 } == [SIGPROF, SIGVTALRM])
    }

    @Test func `where there is no thread to listen a signal keeps its usual effect`() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            #expect(throws: ThreadFailure.self) {
                try SignalListener([SIGTERM], threads: ThreadStarter { _ in EAGAIN }) { _ in }
            }
            kill(getpid(), SIGTERM)
            wait { false }
        }
    }

    @Test func `a signal of the system requests the stop, and its repetition is passed on`() throws {
        let stop = StopSignal()
        let repeated = Mutex(0)
        // What a signal finds on the clock, and how often one has looked.
        let clock = Mutex((moment: ContinuousClock.now, looks: 0))
        let listener = try SignalListener(
            [SIGUSR1], stop: stop,
            clock: {
                clock.withLock { clock in
                    clock.looks += 1
                    return clock.moment
                }
            }, onRepeat: { repeated.withLock { $0 += 1 } })
        func signal(after pause: Duration) {
            let looks = clock.withLock { clock in
                clock.moment += pause
                return clock.looks
            }
            kill(getpid(), SIGUSR1)
            wait { clock.withLock { $0.looks } > looks }
        }
        signal(after: .zero)
        wait { stop.isRequested }
        // `timeout` signals a process, then the group that it is in.
        signal(after: .milliseconds(1))
        signal(after: .milliseconds(248))
        // They are handled one after the other: had one of these been passed on, it would be counted before the next.
        signal(after: .milliseconds(1))
        wait { repeated.withLock { $0 } > 0 }
        signal(after: .milliseconds(1))
        wait { repeated.withLock { $0 } > 1 }
        #expect(repeated.withLock { $0 } == 2)
        withExtendedLifetime(listener) {}
    }

    @Test func `a limit of processor time requests the stop, however often the system tells of it`() throws {
        #expect(SignalListener.endings.contains(SIGXCPU))
        let stop = StopSignal()
        let told = Mutex(0)
        let repeated = Mutex(0)
        let begin = ContinuousClock.now
        let listener = try SignalListener(
            [SIGXCPU, SIGALRM], stop: stop,
            // A second after the other.
            clock: {
                told.withLock { told in
                    told += 1
                    return begin + .seconds(told)
                }
            }, onRepeat: { repeated.withLock { $0 += 1 } })
        for count in 1...3 {
            kill(getpid(), SIGXCPU)
            wait { told.withLock { $0 } == count }
        }
        #expect(stop.isRequested)
        // They are handled one after the other: had one of them been passed on, it would be counted before this one.
        kill(getpid(), SIGALRM)
        wait { repeated.withLock { $0 } > 0 }
        #expect(repeated.withLock { $0 } == 1)
        withExtendedLifetime(listener) {}
    }
}

/// Waits until `condition` holds; gives up, and fails the test, when it never does.
private func wait(until condition: () -> Bool) {
    if !Waiting.comes(condition) { Issue.record("waited in vain") }
}

/// Has the calling thread take a signal before this returns, also where it takes none by itself: a thread of a pool.
private func raiseUnblocked(_ number: Int32) {
    var (mask, former) = (sigset_t(), sigset_t())
    _ = unsafe sigemptyset(&mask)
    _ = unsafe sigaddset(&mask, number)
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &mask, &former)
    raise(number)
    _ = unsafe pthread_sigmask(SIG_SETMASK, &former, nil)
}
