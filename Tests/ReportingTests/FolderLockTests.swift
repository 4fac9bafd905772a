import Experiment
import Foundation
import Reporting
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
        try folder.moveAsideWhole()
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
        _ = try folder.lock(since: Samples.start)
    }
}
