package import Experiment
import Foundation
import Glibc

/// The folder of one experiment's results, `runs/<name>`, and what stands beside it:
///
/// ```
/// runs/fashion/               the experiment; nothing in it is ever overwritten but what is made from records, and what
///                             a run left that has no checkpoint
/// runs/fashion~old/<item>~1   an item's folder that was moved aside, since the item was begun anew; one that is finished
///                             or has a checkpoint comes back where the plan has it again
/// runs/fashion~1              the whole folder, moved aside by --fresh
/// runs/.fashion.lock          while a start works on it
/// runs/.fashion.ended         see EndMark
/// ```
/// What is old stands beside, so that `tensorboard --logdir runs/fashion` does not mix it with the new.
package struct ExperimentFolder: Hashable, Sendable {
    /// The folder that holds it: `runs`; the current one if empty. May be a link: that is the user's choice.
    package let output: String
    package let name: String

    package var path: String { beside(name) }
    package var endMark: EndMark { EndMark(path: beside(".\(name).ended")) }
    private var oldPath: String { beside(oldName) }
    /// Beside the experiment's folder.
    var oldName: String { Self.oldName(of: name) }
    /// Of the folder that takes what is moved aside of the experiment's items.
    static func oldName(of experiment: String) -> String { experiment + oldSuffix }
    private static let oldSuffix = "~old"
    /// Whether the folder is, by its name, that of items of an experiment that were moved aside.
    var holdsMovedAside: Bool { name.hasSuffix(Self.oldSuffix) }

    private func beside(_ name: String) -> String {
        output.isEmpty || output.hasSuffix("/") ? output + name : "\(output)/\(name)"
    }

    /// - Throws: for a name that would leave `output`.
    package init(output: String, name: String) throws(ReportingError) {
        try ItemFolder.check(name)
        if output.utf8.contains(0) { throw .unusableName(output, reason: "it contains a NUL byte") }
        self.output = output
        self.name = name
    }

    /// An existing experiment's folder, as `xrun report` is given it: also `.`, or with a slash at its end. Its path is
    /// what was typed, as far as that has the folder's name; of a link, where it leads: who names one means that folder,
    /// and what stands beside it, such as its lock.
    /// - Throws: `noFolder` where there is nothing; `notFolder` where there is a file, or one is in its way, `notPlain`
    ///   where there is anything else, `deadLink` where a link leads to nothing; `system` where the way to it cannot be
    ///   followed, and for `.` and such where the folder was removed; `unusableName` as for any other.
    package init(existing path: String) throws(ReportingError) {
        // As from a variable of the shell that is not set: what was meant is not the current folder.
        if path.isEmpty { throw .unusableName(path, reason: "it is empty; the current folder is '.'") }
        if let last = path.split(separator: "/").last, last != ".", last != ".." {
            try self.init(output: String(path[..<last.startIndex]), name: String(last))
        } else {
            try self.init(target: path)
        }
        guard let status = FileStatus(of: self.path) else {
            // Where the system refused to look, that is told.
            _ = try Self.resolved(path)
            throw .noFolder(path: path)
        }
        if status.isFolder { return }
        guard status.isLink else {
            try FileAccess.checkFolder(path, status)
            return
        }
        // A link that leads nowhere, or to a file, is told in the words of a start.
        _ = try FileAccess.isFolder(self.path)
        self = try Self(target: self.path)
    }

    /// What `path` leads to, by its own name: at its absolute path, if Swift can spell that, which holds every path as
    /// UTF-8. Where a folder above is no UTF-8, the way to it leads through `path` and up again.
    /// - Throws: as `resolved`; `noRecords` where its own name is no UTF-8; `unusableName` as for any other.
    private init(target path: String) throws(ReportingError) {
        let target = try Self.resolved(path)
        let meant = FileStatus(of: path + "/.")
        let isSpelled = meant.flatMap { FileStatus(of: target)?.isSameFile(as: $0) } ?? false
        try self.init(
            output: isSpelled ? FileAccess.parent(of: target) : path + "/..",
            name: target.split(separator: "/").last.map(String.init) ?? target)
        // What stands for a name that is no UTF-8 is another folder's, or nothing's.
        if let meant, FileStatus(of: self.path)?.isSameFile(as: meant) != true { throw .noRecords(path: path) }
    }

    /// The absolute path of what `path` leads to.
    /// - Throws: `noFolder` where it leads to nothing, `notFolder` where a file is in its way; `system` where it cannot
    ///   be followed, and for `.` and such where the folder was removed.
    private static func resolved(_ path: String) throws(ReportingError) -> String {
        do throws(ReportingError) {
            return try FileAccess.resolved(path)
        } catch {
            let namesFolder = path.split(separator: "/").contains { $0 != "." && $0 != ".." }
            guard namesFolder, case .system(_, _, let code) = error else { throw error }
            switch code {
            case ENOENT: throw .noFolder(path: path)
            case ENOTDIR: throw .notFolder(path: path)
            default: throw error
            }
        }
    }

    /// Whether both are one folder on the disk, whichever paths lead to it.
    package func isSame(as other: ExperimentFolder) -> Bool {
        guard let mine = FileStatus(of: path), let its = FileStatus(of: other.path) else { return false }
        return mine.isSameFile(as: its)
    }

    /// Whether the folder can be made and written, found out without changing anything.
    /// - Throws: `notFolder` where a file stands in the way, `deadLink` where a link does; `system` where nothing may be
    ///   written.
    package func checkWritable() throws(ReportingError) { try FileAccess.checkWritable(path) }

    /// Makes the folder and those on the way; one that is there is kept as it is.
    /// - Throws: `notFolder`, `deadLink` or `notPlain` where something else stands in a folder's place; `system` where
    ///   one cannot be made.
    package func create() throws(ReportingError) {
        try FileAccess.createFolders(to: FileAccess.parent(of: path))
        try FileAccess.createFolder(path)
    }

    /// Makes this process the only one that works on the folder.
    /// - Parameters:
    ///   - isReport: whether it only reads and draws: then it takes the folder from no start that has lost its lock's
    ///     file.
    ///   - host: this machine's name.
    ///   - boot: tells it from others of that name, and from itself before it was started anew.
    ///   - locks: as the file system has them.
    ///   - period: seconds between two signs of life, for those whom the system's lock does not tell.
    ///   - pause: lets so many seconds pass before the next look at another start's signs of life.
    /// - Throws: `held` where another start does.
    package func lock(
        since: Timestamp, isReport: Bool = false, host: String = ProcessInfo.processInfo.hostName,
        boot: String? = LockHolder.currentBoot, locks: FileLocks = .system, period: Double = FolderLock.usualPeriod,
        pause: @escaping @Sendable (_ seconds: Double) -> Void = FolderLock.usualPause
    ) throws(ReportingError) -> FolderLock {
        try FileAccess.createFolders(to: FileAccess.parent(of: path))
        return try FolderLock(
            in: lockFile(LockHolder.Machine(host: host, boot: boot), locks, period, pause), since: since,
            isReport: isReport, period: period)
    }

    /// Whether a start works on the folder. Changes nothing on the disk, and hinders nobody.
    package func isInUse(
        host: String = ProcessInfo.processInfo.hostName, boot: String? = LockHolder.currentBoot,
        locks: FileLocks = .system, period: Double = FolderLock.usualPeriod,
        pause: @escaping @Sendable (_ seconds: Double) -> Void = FolderLock.usualPause
    ) -> Bool { lockFile(LockHolder.Machine(host: host, boot: boot), locks, period, pause).isHeld() }

    private func lockFile(
        _ machine: LockHolder.Machine, _ locks: FileLocks, _ period: Double,
        _ pause: @escaping @Sendable (_ seconds: Double) -> Void
    ) -> LockFile {
        LockFile(
            path: beside(".\(name).lock"), folder: path, machine: machine, locks: locks, period: period, pause: pause)
    }

    /// Moves everything aside for a new beginning (`--fresh`). Nothing happens where there is nothing.
    /// - Parameter targets: takes where it is now, the experiment's folder first; also what has moved by then where
    ///   this throws.
    /// - Throws: `system` where something cannot be moved.
    package func moveAsideWhole(_ targets: inout [String]) throws(ReportingError) {
        // What was moved aside before does not count any more either. It goes first: left alone by a start that is killed
        // in between, it would come back.
        for source in [oldPath, path] where FileStatus(of: source) != nil {
            let target = Self.free(source)
            try FileAccess.place(source, at: target)
            targets.insert(target, at: 0)
            try FileAccess.synchronizeFolder(FileAccess.parent(of: target))
        }
    }

    /// The path of a folder that `contents` has found. Not by way of the experiment's own where it stands beside that,
    /// which may not be there yet.
    func path(ofFound folder: String) -> String {
        FolderContents.nameBeside(folder).map(beside) ?? "\(path)/\(folder)"
    }

    /// The item's folder, whether it is there or not.
    /// - Throws: `unusableName` for a name that leads anywhere else, or that xrun keeps for itself.
    package func path(of item: PlanItemID) throws(ReportingError) -> String {
        path + "/" + (try ItemFolder.path(of: item))
    }

    /// Moves the item's folder aside, so that the item can begin anew. Nothing happens where there is none.
    /// - Throws: `unusableName` as `path`; `notFolder` or `notPlain` where something else stands in the place of a
    ///   folder that it moves to; `system` where it cannot be moved.
    package func moveAside(_ item: PlanItemID) throws(ReportingError) {
        let source = try path(of: item)
        guard FileStatus(of: source) != nil else { return }
        let wanted = oldPath + "/" + item.folder
        try FileAccess.createFolder(oldPath)
        try FileAccess.createFolders(to: FileAccess.parent(of: wanted))
        try FileAccess.move(source, to: Self.free(wanted))
    }

    /// Said before the first of them begins.
    package func movingAside(_ count: Int) -> String {
        let cause = "trained with other settings or data, or by a version of xrun that gives other numbers"
        return count == 1
            ? "1 of the items was \(cause); what it left moves to \(oldPath) when it begins anew"
            : "\(count) of the items were \(cause); what they left moves to \(oldPath) when they begin anew"
    }

    /// A clean folder for an item that begins; an older one with anything in it is moved aside.
    /// - Parameter isSpent: whether nothing is lost with what stands there: that is emptied, but for the record, which
    ///   tells of abnormal ends until the new one is written.
    func begin(_ item: PlanItemID, isSpent: Bool = false) throws(ReportingError) -> String {
        let folder = try path(of: item)
        var isClean = false
        if FileStatus(of: folder)?.isFolder == true {
            if isSpent {
                try FileAccess.removeFiles(in: folder, but: [RunRecord.fileName, RangeTestRecord.fileName])
                return folder
            }
            try AtomicFile.removeRemains(in: folder)
            // A start that is killed before the item's first record leaves one.
            isClean = try FileAccess.names(in: folder).isEmpty
        }
        if !isClean { try moveAside(item) }
        let parent = FileAccess.parent(of: folder)
        // `finder`; never the experiment's own folder: one that was removed is not made again behind the user's back.
        if parent != path { try FileAccess.createFolder(parent) }
        try FileAccess.createFolder(folder)
        try FileAccess.synchronizeFolder(parent)
        return folder
    }

    /// Writes one of the experiment's own files whole, such as `plan.json`.
    /// - Throws: as `AtomicFile.write`.
    package func write(_ text: String, to entry: FolderEntry) throws(ReportingError) {
        try AtomicFile.write(text, to: entry.rawValue, in: path)
    }

    /// The first of `path~1`, `path~2`, … that is not taken.
    static func free(_ path: String) -> String {
        var number = 1
        while FileStatus(of: "\(path)~\(number)") != nil { number += 1 }
        return "\(path)~\(number)"
    }

    /// Whether `name` is one that `free` gives instead of `path`.
    static func isNumbered(_ name: String, insteadOf path: String) -> Bool {
        guard let tilde = name.lastIndex(of: "~") else { return false }
        return name[..<tilde] == path && Int(name[name.index(after: tilde)...]) != nil
    }
}
