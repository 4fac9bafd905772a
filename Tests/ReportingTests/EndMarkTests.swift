import Dispatch
import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct EndMarkTests {
    /// A program may start many experiments.
    @Test(arguments: [true, false])
    func `the thread that waits for a stop ends with it, or with the start`(isStopped: Bool) throws {
        let temporary = try TemporaryFolder()
        let mark = try temporary.experiment("fashion").endMark
        let ended = DispatchSemaphore(value: 0)
        let threads = ThreadStarter { body in
            let told: @Sendable () -> Void = {
                body()
                ended.signal()
            }
            return (try? ThreadStarter.system.start(told)) == nil ? EAGAIN : 0
        }
        let noteStop = try mark.awaitStop(threads: threads)
        if isStopped { noteStop() } else { mark.close(untold: []) }
        #expect(ended.wait(timeout: .now() + 600) == .success)
        #expect(FileManager.default.fileExists(atPath: temporary.file("runs/.fashion.ended")) == isStopped)
        // It may come at any moment.
        noteStop()
    }
}
