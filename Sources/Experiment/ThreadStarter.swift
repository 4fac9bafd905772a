import Dispatch
import Glibc
import Synchronization

/// The system gives no thread.
package struct ThreadFailure: Error, Hashable, Sendable {
    /// The system's number.
    package let code: Int32

    /// One sentence without a full stop.
    package var message: String { "cannot start a thread: \(systemError(code))" }
}

/// Starts threads, and tells where the system gives none: Foundation's `Thread` does not tell, and libdispatch tries
/// again for ever.
package struct ThreadStarter: Sendable {
    package static let system = ThreadStarter { body in ThreadStarter.makeThread(body) }

    /// In bytes. The system's own choice follows `ulimit -s`: 2 MiB without a limit, and as little as a limit says.
    private static let stackSize = 8 << 20

    private let create: @Sendable (@escaping @Sendable () -> Void) -> Int32

    /// - Parameter create: runs what it is given on a thread of its own; gives 0, or the system's number where there is
    ///   none.
    package init(create: @escaping @Sendable (@escaping @Sendable () -> Void) -> Int32) { self.create = create }

    /// Runs `body` on a thread of its own, whose stack has 8 MiB whatever the limits of the process are.
    /// - Throws: where there is none; `body` is not run.
    package func start(_ body: @escaping @Sendable () -> Void) throws(ThreadFailure) {
        let code = create(body)
        guard code == 0 else { throw ThreadFailure(code: code) }
    }

    /// Runs `body` on a thread of its own, or, where there is none, before it returns.
    package func startOrRun(_ body: @escaping @Sendable () -> Void) {
        do throws(ThreadFailure) {
            try start(body)
        } catch {
            body()
        }
    }

    /// Calls `body` once for each index in 0 ..< count and returns when all are done. The calling thread is helped by as
    /// many as the machine has processors for and the system gives.
    package func forEach(_ count: Int, _ body: @escaping @Sendable (_ index: Int) -> Void) {
        let next = Index()
        let ended = DispatchSemaphore(value: 0)
        @Sendable func workOff() {
            while true {
                let index = next.value.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index)
            }
        }
        var helpers = 0
        while helpers + 1 < min(count, sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
            do throws(ThreadFailure) {
                try start {
                    workOff()
                    ended.signal()
                }
            } catch {
                break
            }
            helpers += 1
        }
        workOff()
        for _ in 0..<helpers { ended.wait() }
    }

    /// The next one that nobody has taken.
    private final class Index: Sendable {
        let value = Atomic<Int>(0)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// - Returns: the system's number where there is no thread; 0 otherwise.
    private static func makeThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
        let retained = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        _ = unsafe pthread_attr_init(&attributes)
        defer { _ = unsafe pthread_attr_destroy(&attributes) }
        _ = unsafe pthread_attr_setstacksize(&attributes, stackSize)
        let code = unsafe pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer = unsafe pointer else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue()
                body.run()
                return nil
            }, retained)
        guard code == 0 else {
            unsafe Unmanaged<Body>.fromOpaque(retained).release()
            return code
        }
        _ = pthread_detach(thread)
        return 0
    }
}
