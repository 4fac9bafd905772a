import Dispatch
import Experiment
import Glibc
import Reporting
import Synchronization
import Testing

@Suite struct LatestWorkTests {
    private final class Log: Sendable {
        let values = Mutex<[Int]>([])
    }

    @Test func `of what waits only the newest is done`() {
        let (queue, log) = (LatestWork(), Log())
        let (began, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        queue.submit {
            began.signal()
            goOn.wait()
            log.values.withLock { $0.append(1) }
        }
        began.wait()
        for value in 2...4 { queue.submit { log.values.withLock { $0.append(value) } } }
        #expect(log.values.withLock { $0 } == [])
        goOn.signal()
        queue.drain()
        #expect(log.values.withLock { $0 } == [1, 4])
        // What comes after that is done like the first one.
        queue.submit { log.values.withLock { $0.append(5) } }
        queue.drain()
        #expect(log.values.withLock { $0 } == [1, 4, 5])
    }

    @Test func `what is awaited is done before submitting returns, each time`() {
        let (queue, log) = (LatestWork(isAwaited: true), Log())
        for value in 1...20 {
            queue.submit { log.values.withLock { $0.append(value) } }
            #expect(log.values.withLock { $0 } == Array(1...value))
        }
    }

    @Test func `where there is no thread it is done before submitting returns`() {
        let queue = LatestWork(threads: ThreadStarter { _ in EAGAIN })
        let log = Log()
        for value in 1...2 {
            queue.submit { log.values.withLock { $0.append(value) } }
            #expect(log.values.withLock { $0 } == Array(1...value))
        }
        queue.drain()
    }
}
