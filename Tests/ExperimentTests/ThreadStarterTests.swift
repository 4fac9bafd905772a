import Dispatch
import Experiment
import Glibc
import Synchronization
import Testing

@Suite struct ThreadStarterTests {
    private let none = ThreadStarter { _ in EAGAIN }

    @Test func `what is started runs on another thread`() throws {
        let (goOn, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        try ThreadStarter.system.start {
            goOn.wait()
            ended.signal()
        }
        goOn.signal()
        ended.wait()
    }

    @Test func `a thread that the system does not give is told`() {
        let hasRun = Mutex(false)
        let error = #expect(throws: ThreadFailure.self) {
            try none.start { hasRun.withLock { $0 = true } }
        }
        #expect(error?.message == "cannot start a thread: Resource temporarily unavailable")
        #expect(!hasRun.withLock { $0 })
        none.startOrRun { hasRun.withLock { $0 = true } }
        #expect(hasRun.withLock { $0 })
    }

    @Test(arguments: [false, true], [0, 1, 3, 1000])
    func `every index is done once, whatever the system gives`(hasThreads: Bool, count: Int) {
        let done = Mutex<[Int]>([])
        (hasThreads ? ThreadStarter.system : none).forEach(count) { index in done.withLock { $0.append(index) } }
        #expect(done.withLock { $0.sorted() } == Array(0..<count))
    }
}
