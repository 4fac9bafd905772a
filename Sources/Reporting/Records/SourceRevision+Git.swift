import Foundation

extension SourceRevision {
    /// The state of the working tree around `folder`; nil outside of one, and where there is no git. Where git cannot
    /// tell of changes (a damaged index), whether there are any is not known.
    package static func current(around folder: String) -> SourceRevision? {
        guard let commit = git(["rev-parse", "--verify", "HEAD"], in: folder) else { return nil }
        let changes = git(["status", "--porcelain", "--untracked-files=no"], in: folder)
        return SourceRevision(commit: commit, isModified: changes.map { !$0.isEmpty })
    }

    private static func git(_ arguments: [String], in folder: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        let output = Pipe()
        (process.standardInput, process.standardOutput) = (FileHandle.nullDevice, output)
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
