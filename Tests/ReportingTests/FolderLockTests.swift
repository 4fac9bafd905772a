import Experiment
import Foundation
import Glibc
import Reporting
import Synchronization
import TestSupport
import Testing

@Suite struct FolderLockTests {
    @Test func `a second start is refused and told who holds the folder`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "fashion")
        let lock = try folder.lock(since: Samples.start)
        let error = #expect(throws: ReportingError.self) { try folder.lock(since: Samples.start) }
        guard case .held(let path, let holder?) = error else {
            Issue.record("\(String(describing: error)) does not say who holds the folder")
            return
        }
        #expect(path == folder.path)
        #expect(holder.process == Int(ProcessInfo.processInfo.processIdentifier))
        #expect(holder.since == Samples.start)
        #expect(!holder.host.isEmpty)
        lock.release()
        lock.release()
        let again = try folder.lock(since: Samples.start)
        again.release()
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.file("runs")).isEmpty)
    }

    @Test func `a lock that is let go of is free`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.path, name: "fashion")
        do {
            let lock = try folder.lock(since: Samples.start)
            _ = lock
        }
        _ = try folder.lock(since: Samples.start)
    }

    @Test func `two experiments of one output folder do not hinder each other`() throws {
        let temporary = try TemporaryFolder()
        let first = try ExperimentFolder(output: temporary.path, name: "a").lock(since: Samples.start)
        let second = try ExperimentFolder(output: temporary.path, name: "b").lock(since: Samples.start)
        first.release()
        second.release()
    }

    @Test func `the folder can be moved aside while it is held`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.path, name: "a")
        let lock = try folder.lock(since: Samples.start)
        try folder.create()
        var aside: [String] = []
        try folder.moveAsideWhole(&aside)
        #expect(aside == [folder.path + "~1"])
        try folder.create()
        #expect(throws: ReportingError.self) { try folder.lock(since: Samples.start) }
        lock.release()
    }

    @Test func `a killed process holds nothing`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.path, name: "a")
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // -F: one process, which holds the lock until it is gone.
        holder.arguments = ["flock", "-F", temporary.file(".a.lock"), "sh", "-c", "echo held; exec sleep 60"]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        _ = output.fileHandleForReading.availableData
        #expect(throws: ReportingError.held(path: folder.path, by: nil)) { try folder.lock(since: Samples.start) }
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        _ = try folder.lock(since: Samples.start, host: "here", period: 0.05)
    }

    /// A pause in which another machine gives a sign of life.
    /// - Parameter text: what stands in the file from then on.
    private func sign(in file: String, _ text: String) -> @Sendable (Double) -> Void {
        return { _ in try? Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
    }

    /// A file system on which machines do not see each other's locks: what the other one has written stands there.
    @Test func `a holder on another machine counts while it gives signs of life`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let file = temporary.file("runs/.a.lock")
        let other = try folder.lock(since: Samples.start, host: "elsewhere", period: 3600)
        // Its file moves to where no lock of this machine is on it.
        let text = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(String(decoding: text, as: UTF8.self).contains("\"elsewhere\""))
        other.release()
        try text.write(to: URL(fileURLWithPath: file))
        let next = String(decoding: text, as: UTF8.self).replacing("\"count\": 1", with: "\"count\": 2")
        let error = #expect(throws: ReportingError.self) {
            try folder.lock(since: Samples.start, host: "here", pause: sign(in: file, next))
        }
        guard case .held(folder.path, let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.host == "elsewhere")
        // It is gone: its file no longer changes.
        let ours = try folder.lock(since: Samples.start, host: "here", period: 0.05)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("\"here\""))
        ours.release()
    }

    @Test func `a holder on another machine whose text is not there yet counts as well`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        try temporary.write("", to: "runs/.a.lock")
        let file = temporary.file("runs/.a.lock")
        #expect(throws: ReportingError.held(path: folder.path, by: nil)) {
            try folder.lock(since: Samples.start, host: "here", pause: sign(in: file, "something"))
        }
        // It stays as it is: nobody is there.
        try folder.lock(since: Samples.start, host: "here", period: 0.02).release()
    }

    @Test func `a holder tells of itself again and again`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 0.02)
        let first = try String(contentsOfFile: temporary.file("runs/.a.lock"), encoding: .utf8)
        var last = first
        try wait(for: "another count") {
            last = try String(contentsOfFile: temporary.file("runs/.a.lock"), encoding: .utf8)
            return last != first
        }
        #expect(last != first && last.contains("\"here\""))
        // No moment at which the file is empty or half written.
        #expect(last.count == first.count)
        lock.release()
    }

    @Test func `a file that is removed while it is held is made anew`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let file = temporary.file("runs/.a.lock")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 0.02)
        lock.whenLost { Issue.record("lost: \($0.message)") }
        try FileManager.default.removeItem(atPath: file)
        // Its text stands there once it is locked.
        func isThere() -> Bool { (try? String(contentsOfFile: file, encoding: .utf8))?.contains("\"here\"") == true }
        wait(for: "the file", until: isThere)
        #expect(isThere())
        #expect(throws: ReportingError.self) { try folder.lock(since: Samples.start, host: "here", period: 0.02) }
        lock.release()
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `a file in whose place another start has put its own is lost, and not removed`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let file = temporary.file("runs/.a.lock")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600)
        let other = try ExperimentFolder(output: temporary.file("others"), name: "a")
            .lock(since: Samples.start, host: "other", period: 3600)
        // At no moment is there none.
        let moved = unsafe rename(temporary.file("others/.a.lock"), file)
        #expect(moved == 0)
        let loss = Loss()
        lock.whenLost { error in loss.error.withLock { $0 = error } }
        for _ in 0..<3 { #expect(lock.count()) }
        #expect(!lock.count())
        let error = loss.error.withLock { $0 }
        guard case .held(folder.path, let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.host == "other")
        lock.release()
        #expect(FileManager.default.fileExists(atPath: file))
        // Who asks later is told as well.
        let told = Loss()
        lock.whenLost { error in told.error.withLock { $0 = error } }
        let again = told.error.withLock { $0 }
        #expect(again == error)
        other.release()
    }

    /// Has another start's file take the place of `runs/.a.lock`; nobody but the test counts.
    private func rival(in temporary: TemporaryFolder, since: Int, isReport: Bool = false) throws -> FolderLock {
        let rival = try ExperimentFolder(output: temporary.file("others"), name: "a")
            .lock(since: Timestamp(milliseconds: since), isReport: isReport, host: "here", period: 3600)
        let moved = unsafe rename(temporary.file("others/.a.lock"), temporary.file("runs/.a.lock"))
        #expect(moved == 0)
        return rival
    }

    /// Whether `runs/.a.lock` is that of `Samples.start` again.
    private func isBack(in temporary: TemporaryFolder) -> Bool {
        (try? String(contentsOfFile: temporary.file("runs/.a.lock"), encoding: .utf8))?
            .contains(Samples.start.text) == true
    }

    @Test func `who holds the lock for a moment takes nothing over`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600)
        lock.whenLost { Issue.record("lost: \($0.message)") }
        for since in 0..<2 {
            let other = try rival(in: temporary, since: since)
            for _ in 0..<3 { #expect(lock.count()) }
            #expect(!isBack(in: temporary))
            other.release()
            #expect(lock.count())
            #expect(isBack(in: temporary))
        }
        lock.release()
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/.a.lock")))
    }

    @Test func `who holds the lock for four counts has taken the folder over`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600)
        let other = try rival(in: temporary, since: 0)
        for _ in 0..<3 { #expect(lock.count()) }
        #expect(!lock.count())
        other.release()
        #expect(!lock.count())
        #expect(!isBack(in: temporary))
    }

    @Test func `starts that follow each other take nothing over`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600)
        for since in 0..<3 {
            let other = try rival(in: temporary, since: since)
            for _ in 0..<3 { #expect(lock.count()) }
            other.release()
        }
        #expect(lock.count())
        #expect(isBack(in: temporary))
    }

    @Test func `who waits until it is clear whose the folder is hears of a start that keeps it`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 0.02)
        let loss = Loss()
        lock.whenLost { error in loss.error.withLock { $0 = error } }
        #expect(lock.settle())
        let other = try rival(in: temporary, since: 0)
        #expect(!lock.settle())
        // It was told before.
        let error = loss.error.withLock { $0 }
        guard case .held(folder.path, let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.since == Timestamp(milliseconds: 0))
        other.release()
        #expect(!lock.settle())
        #expect(!isBack(in: temporary))
    }

    @Test func `who waits until it is clear whose the folder is outlasts a start that is soon gone`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let other = Mutex<FolderLock?>(nil)
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600) { _ in
            let start = other.withLock { $0 }
            start?.release()
        }
        lock.whenLost { Issue.record("lost: \($0.message)") }
        let rival = try rival(in: temporary, since: 0)
        other.withLock { $0 = rival }
        // One count less than takes it over; the looks in between are none.
        for _ in 0..<3 { #expect(lock.count()) }
        #expect(lock.settle())
        #expect(isBack(in: temporary))
        lock.release()
    }

    @Test func `a report is not waited for`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600) { _ in
            Issue.record("waited")
        }
        let report = try rival(in: temporary, since: 0, isReport: true)
        #expect(lock.settle())
        report.release()
        lock.release()
    }

    /// As `xrun report` where the file was removed.
    @Test func `a report takes nothing over, however long it takes`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600)
        let report = try rival(in: temporary, since: 0, isReport: true)
        for _ in 0..<10 { #expect(lock.count()) }
        #expect(!isBack(in: temporary))
        report.release()
        #expect(lock.count())
        #expect(isBack(in: temporary))
    }

    @Test func `a lock that is released is free, also while a program is being started`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600)
        let other = try rival(in: temporary, since: 0)
        let duplicates = try Duplicates(of: temporary.file("runs/.a.lock"))
        #expect(!duplicates.isEmpty)
        other.release()
        #expect(lock.count())
        #expect(isBack(in: temporary))
        withExtendedLifetime(duplicates) {}
        lock.release()
    }

    @Test func `a lock that is refused is free, also while a program is being started`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let file = temporary.file("runs/.a.lock")
        try temporary.write("", to: "runs/.a.lock")
        let taken = Mutex<Duplicates?>(nil)
        let sign = sign(in: file, "something")
        let pause: @Sendable (Double) -> Void = { seconds in
            let duplicates = try? Duplicates(of: file)
            taken.withLock { $0 = duplicates }
            sign(seconds)
        }
        #expect(throws: ReportingError.held(path: folder.path, by: nil)) {
            try folder.lock(since: Samples.start, host: "here", pause: pause)
        }
        let duplicates = taken.withLock { $0 }
        #expect(duplicates?.isEmpty == false)
        try folder.lock(since: Samples.start, host: "here", period: 0.02).release()
        withExtendedLifetime(duplicates) {}
    }

    @Test func `a file that is its own again is held by no other`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.file("runs"), name: "a")
        let lock = try folder.lock(since: Samples.start, host: "here", period: 3600)
        lock.whenLost { Issue.record("lost: \($0.message)") }
        // Another descriptor of this process has it, with the same text.
        let own = try ExperimentFolder(output: temporary.file("others"), name: "a")
            .lock(since: Samples.start, host: "here", period: 3600)
        let moved = unsafe rename(temporary.file("others/.a.lock"), temporary.file("runs/.a.lock"))
        #expect(moved == 0)
        // Many more counts than another one would be given.
        for _ in 0..<10 { #expect(lock.count()) }
        own.release()
        lock.release()
    }
}

/// Duplicates of this process's descriptors of a file, as a program has them that is just being started, until it is.
private final class Duplicates: Sendable {
    private let numbers: [Int32]
    var isEmpty: Bool { numbers.isEmpty }

    init(of path: String) throws {
        let file = FileID(path)
        let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
            file != nil && FileID("/proc/self/fd/\($0)") == file
        }
        numbers = names.compactMap { Int32($0) }.map { dup($0) }
    }

    deinit { for number in numbers { close(number) } }

    private struct FileID: Equatable {
        let device: UInt64
        let inode: UInt64

        /// Nil where there is nothing.
        init?(_ path: String) {
            var raw = stat()
            guard unsafe stat(path, &raw) == 0 else { return nil }
            device = UInt64(raw.st_dev)
            inode = UInt64(raw.st_ino)
        }
    }
}

/// What a holder is told that has lost its folder.
private final class Loss: Sendable {
    let error = Mutex<ReportingError?>(nil)
}
