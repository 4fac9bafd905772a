import Foundation
import Reporting
import TestSupport
import Testing

/// Locks that the system's own one does not tell of: of those who have it elsewhere, or on a file system without it.
@Suite struct ForeignLockTests {
    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder
    private var file: String { temporary.file("runs/.a.lock") }

    init() throws {
        temporary = try TemporaryFolder()
        folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
    }

    private func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    /// Leaves the file as a start on a machine has it whose locks are not to be seen here.
    /// - Returns: what stands there after its next sign of life.
    private func leaveFile(boot: String?) throws -> String {
        let lock = try folder.lock(since: Samples.start, host: "here", boot: boot, period: 3600)
        let text = try text()
        lock.release()
        try temporary.write(text, to: "runs/.a.lock")
        let next = text.replacing("\"count\": 1", with: "\"count\": 2")
        #expect(next != text)
        return next
    }

    @Test func `a holder on another machine of the same name counts while it gives signs of life`() throws {
        let next = try leaveFile(boot: "one")
        let sign: @Sendable (Double) -> Void = { [temporary] _ in
            _ = try? temporary.write(next, to: "runs/.a.lock")
        }
        #expect(folder.isInUse(host: "here", boot: "another", pause: sign))
        try temporary.write(next.replacing("\"count\": 2", with: "\"count\": 1"), to: "runs/.a.lock")
        let error = #expect(throws: ReportingError.self) {
            try folder.lock(since: Samples.start, host: "here", boot: "another", pause: sign)
        }
        guard case .held(folder.path, let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.host == "here")
        // It is gone, or was this machine's before that was started anew.
        #expect(!folder.isInUse(host: "here", boot: "another", pause: { _ in }))
        try folder.lock(since: Samples.start, host: "here", boot: "another", pause: { _ in }).release()
    }

    /// An earlier version does not say when its machine was started.
    @Test(arguments: [("one", "one"), (nil, "one"), ("one", nil)] as [(String?, String?)])
    func `who is gone from this machine is not waited for`(former: String?, boot: String?) throws {
        _ = try leaveFile(boot: former)
        let waited: @Sendable (Double) -> Void = { _ in Issue.record("waited") }
        #expect(!folder.isInUse(host: "here", boot: boot, pause: waited))
        try folder.lock(since: Samples.start, host: "here", boot: boot, pause: waited).release()
    }

    @Test func `a holder tells when its machine was started`() throws {
        let lock = try folder.lock(since: Samples.start)
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8).prefix { $0 != "\n" }
        #expect(boot.count == 36)
        #expect(try text().contains("\"boot\": \"\(boot)\""))
        lock.release()
    }
}
