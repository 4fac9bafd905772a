import Dispatch
import Experiment
import Glibc
import Reporting
import Synchronization
import Testing

@Suite struct LatestValueQueueTests {
    private final class Log: Sendable {
        let values = Mutex<[Int]>([])
    }

    @Test func `of the values that wait only the newest is taken`() {
        let (queue, log) = (LatestValueQueue<Int>(), Log())
        let (began, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        queue.submit(1) { value in
            began.signal()
            goOn.wait()
            log.values.withLock { $0.append(value) }
        }
        began.wait()
        for value in 2...4 { queue.submit(value) { value in log.values.withLock { $0.append(value) } } }
        #expect(log.values.withLock { $0 } == [])
        goOn.signal()
        queue.drain()
        #expect(log.values.withLock { $0 } == [1, 4])
        // What comes after that is taken like the first one.
        queue.submit(5) { value in log.values.withLock { $0.append(value) } }
        queue.drain()
        #expect(log.values.withLock { $0 } == [1, 4, 5])
    }

    @Test func `where there is no thread it is done before submitting returns`() {
        let queue = LatestValueQueue<Int>(threads: ThreadStarter { _ in EAGAIN })
        let log = Log()
        for value in 1...2 {
            queue.submit(value) { value in log.values.withLock { $0.append(value) } }
            #expect(log.values.withLock { $0 } == Array(1...value))
        }
        queue.drain()
    }
}
