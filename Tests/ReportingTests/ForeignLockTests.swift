import Foundation
import Glibc
import Reporting
import Synchronization
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

    /// Whom the error of a start that is refused names.
    private func holder(in error: ReportingError?) -> LockHolder? {
        guard case .held(folder.path, let holder) = error else { return nil }
        return holder
    }

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
        #expect(holder(in: error)?.host == "here", "\(String(describing: error))")
        // It is gone, or was this machine's before that was started anew.
        let isInUse = folder.isInUse(host: "here", boot: "another", pause: { _ in })
        #expect(!isInUse)
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

    /// What `flock` says to the one who holds the folder, and to the one who comes: 0 where each believes to be alone.
    @Test(
        arguments: [
            (ENOSYS, ENOSYS), (EOPNOTSUPP, EOPNOTSUPP), (ENOLCK, ENOLCK), (ENOLCK, 0), (0, ENOLCK),
        ] as [(Int32, Int32)])
    func `a holder on a file system without locks counts while it gives signs of life`(
        theirs: Int32, ours: Int32
    ) throws {
        let lock = try folder.lock(
            since: Samples.start, host: "here", locks: FileLocks { _, _ in theirs }, period: 3600,
            pause: { _ in Issue.record("waited") })
        let locks = FileLocks { _, _ in ours }
        let sign: @Sendable (Double) -> Void = { _ in _ = lock.count() }
        #expect(folder.isInUse(host: "here", locks: locks, pause: sign))
        let error = #expect(throws: ReportingError.self) {
            try folder.lock(since: Samples.start, host: "here", locks: locks, pause: sign)
        }
        #expect(holder(in: error)?.since == Samples.start, "\(String(describing: error))")
        #expect(lock.count())
        lock.release()
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(!folder.isInUse(host: "here", locks: locks, pause: sign))
    }

    @Test func `on a file system without locks a killed start holds nothing`() throws {
        let none = FileLocks { _, _ in ENOSYS }
        let killed = try folder.lock(since: Samples.start, host: "here", locks: none, period: 3600)
        let left = try text()
        killed.release()
        try temporary.write(left, to: "runs/.a.lock")
        let isInUse = folder.isInUse(host: "here", locks: none, pause: { _ in })
        #expect(!isInUse)
        let since = Timestamp(milliseconds: 0)
        let lock = try folder.lock(since: since, host: "here", locks: none, period: 3600, pause: { _ in })
        #expect(try text().contains(since.text))
        lock.release()
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    /// Stopped or asleep, for longer than others look for signs of life. `flock` succeeds for both where machines do not
    /// see each other's.
    @Test(arguments: [0, ENOSYS] as [Int32])
    func `a start that was held up sees that another one has taken its folder over`(code: Int32) throws {
        let locks = FileLocks { _, _ in code }
        let other = Mutex<FolderLock?>(nil)
        let lock = try folder.lock(since: Samples.start, host: "there", locks: locks, period: 3600) { _ in
            let start = other.withLock { $0 }
            _ = start?.count()
        }
        let since = Timestamp(milliseconds: 0)
        let next = try folder.lock(since: since, host: "here", locks: locks, period: 3600, pause: { _ in })
        other.withLock { $0 = next }
        for _ in 0..<3 { #expect(lock.count()) }
        #expect(!lock.count())
        #expect(next.count())
        lock.release()
        #expect(try text().contains(since.text))
        next.release()
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `of two starts that make the file at once one goes on`() throws {
        let first = Mutex<FolderLock?>(nil)
        // Once the later one has opened the file, whose it was removes it, and the other one makes it anew.
        let locks = FileLocks { [folder, file] _, _ in
            if first.withLock({ $0 == nil }) {
                try? FileManager.default.removeItem(atPath: file)
                let quicker = try? folder.lock(
                    since: Samples.start, host: "here", locks: FileLocks { _, _ in ENOSYS }, period: 3600)
                first.withLock { $0 = quicker }
            }
            return ENOSYS
        }
        let sign: @Sendable (Double) -> Void = { _ in
            let quicker = first.withLock { $0 }
            _ = quicker?.count()
        }
        let error = #expect(throws: ReportingError.self) {
            try folder.lock(since: Timestamp(milliseconds: 0), host: "here", locks: locks, pause: sign)
        }
        #expect(holder(in: error)?.since == Samples.start, "\(String(describing: error))")
    }

    @Test func `who comes while the holder goes does not wait`() throws {
        try temporary.write("", to: "runs/.a.lock")
        let isGone = Mutex(false)
        let locks = FileLocks { [file] _, _ in
            isGone.withLock { isGone in
                if !isGone { try? FileManager.default.removeItem(atPath: file) }
                isGone = true
            }
            return ENOSYS
        }
        let waited: @Sendable (Double) -> Void = { _ in Issue.record("waited") }
        try folder.lock(since: Samples.start, host: "here", locks: locks, pause: waited).release()
    }

    @Test func `a lock that fails in any other way is told, and counts as held`() throws {
        let broken = FileLocks { _, _ in EIO }
        #expect(throws: ReportingError.system(.lock, path: file, errno: EIO)) {
            try folder.lock(since: Samples.start, locks: broken)
        }
        #expect(folder.isInUse(locks: broken))
    }

    @Test func `a holder tells when its machine was started`() throws {
        let lock = try folder.lock(since: Samples.start)
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8).prefix { $0 != "\n" }
        #expect(boot.count == 36)
        #expect(try text().contains("\"boot\": \"\(boot)\""))
        lock.release()
    }
}
