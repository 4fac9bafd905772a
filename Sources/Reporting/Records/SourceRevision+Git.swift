import Experiment
import Foundation

extension SourceRevision {
    /// The state of the working tree that `file`, an experiment's, stands in; nil outside of one, where there is no git,
    /// and where the current folder was removed. Where git cannot tell of changes (a damaged index), whether there are any
    /// is not known.
    package static func current(around file: String) -> SourceRevision? {
        // The shell that starts git complains of such a folder, in the midst of what xrun says.
        guard (try? FileAccess.resolved(".")) != nil else { return nil }
        let location = URL(fileURLWithPath: file)
        let folder = location.deletingLastPathComponent().path
        guard let commit = git(["rev-parse", "--verify", "HEAD"], in: folder) else { return nil }
        return SourceRevision(
            commit: commit, isModified: isModified(in: folder, experiment: location.lastPathComponent))
    }

    /// The commit does not hold an experiment that git does not track. Other files that it does not track, such as what
    /// the runs write, say nothing of what was run.
    private static func isModified(in folder: String, experiment name: String) -> Bool? {
        guard let changes = git(["status", "--porcelain", "--untracked-files=no"], in: folder) else { return nil }
        if !changes.isEmpty { return true }
        // A name may have characters that git would read as a pattern.
        return git(["--literal-pathspecs", "ls-files", "--", name], in: folder)?.isEmpty
    }

    /// What git prints; nil where it fails, or cannot be started. Foundation's `Process` traps where few descriptors are
    /// left, and keeps threads of its own.
    private static func git(_ arguments: [String], in folder: String) -> String? {
        let command = (["git", "-C", folder] + arguments).map(ShellWord.quoted).joined(separator: " ")
        // In a subshell, which has nothing to restore: without, dash saves what it redirects, and complains on the terminal
        // where few descriptors are left.
        guard let output = unsafe popen("(\(command)) 2>/dev/null </dev/null", "re") else { return nil }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 12)
        let size = chunk.count
        while true {
            let count = unsafe fread(&chunk, 1, size, output)
            if count == 0 { break }
            text += chunk.prefix(count)
        }
        guard unsafe pclose(output) == 0 else { return nil }
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
