import Experiment
import Foundation
import Glibc
import Synchronization

/// Who works on a folder.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    package var host: String
    package var process: Int
    package var since: Timestamp
    /// It only reads and draws (`Report.rebuild`), and goes as soon as that is done.
    package var isReport = false

    package var description: String { "process \(process) on \(host) since \(since.text)" }
}

/// The right to work on one experiment's folder, held until `release` or until the process is gone.
///
/// It is the system's own lock (`flock`) on a file beside the folder, so that a killed process leaves nothing that
/// the next start would have to judge, and so that the folder itself can be moved while it is held.
///
/// Some network file systems do not share that lock between machines. Therefore the file's text tells who holds it,
/// with a count that grows every other second: a start that finds the text of another machine looks whether it still
/// grows. No clock is compared, and a machine that is gone is waited for only once.
///
/// Where somebody removes the file while the lock is held, it is made anew at the next count. Where another start was
/// quicker, and is still there a few counts later, the folder is that one's: `whenLost` tells, and `settle` waits until
/// then. A report (`Report.rebuild`) says in the file that it is one, and takes nothing over, however long it draws.
package final class FolderLock: Sendable {
    /// Time between two counts.
    package static let usualPeriod = 2.0
    /// Lets so many seconds pass.
    package static let usualPause: @Sendable (_ seconds: Double) -> Void = { usleep(UInt32($0 * 1e6)) }
    /// Periods without a count after which a holder is gone.
    private static let silentPeriods = 3
    /// Counts on end at which the same other start has the lock, after which it has taken the folder over.
    private static let rivalCounts = 4

    /// Whose the folder is, as the lock's file tells.
    private enum Owner {
        case own
        /// Another start has this one's place, and may be gone soon.
        case disputed
        /// Another start has taken its place for good.
        case other(ReportingError)
    }

    private struct Held: ~Copyable {
        var file: Descriptor
        var count = 0
        /// The start that was found in its place at the last count, where it has told of itself.
        var rival: LockHolder?
        /// How often on end that one has been found.
        var rivals = 0

        mutating func tell(_ holder: LockHolder) throws(ReportingError) {
            count += 1
            let text = Array(JSONText.line(holder.json(count: count)).utf8)
            // Always as long: another machine never finds half of it.
            let space = [UInt8](repeating: UInt8(ascii: " "), count: max(0, FolderLock.textWidth - text.count))
            try file.replace(by: text + space)
        }

        /// Makes the file anew where it is gone. What keeps it from that for now is left to the next time.
        /// - Parameters:
        ///   - isCount: whether another start that is found is counted, and may have taken its place for good.
        ///   - pause: as of `isAlive`.
        mutating func stay(for folder: String, as holder: LockHolder, isCount: Bool, pause: () -> Void) -> Owner {
            do throws(ReportingError) {
                if try !file.isInPlace() {
                    file = try FolderLock.acquire(file.path, folder: folder, host: holder.host, pause: pause)
                    try tell(holder)
                }
            } catch {
                // The file that is found may be its own, back in its place since. A report leaves of itself.
                if case .held(_, let other) = error, other != holder, other?.isReport != true {
                    guard isCount else { return .disputed }
                    rivals = other == rival ? rivals + 1 : 1
                    rival = other
                    return rivals < FolderLock.rivalCounts ? .disputed : .other(error)
                }
            }
            rivals = 0
            return .own
        }

        /// Removes the file while it is still locked, and ends the lock. Another start's file stays.
        func remove() {
            if (try? file.isInPlace()) == true { _ = unsafe unlink(file.path) }
            file.unlock()
        }
    }

    private struct Loss: Sendable {
        var error: ReportingError?
        var act: (@Sendable (ReportingError) -> Void)?
    }

    private let folder: String
    private let holder: LockHolder
    /// As of `isAlive`.
    private let pause: @Sendable () -> Void
    /// Nil once released or lost.
    private let held: Mutex<Held?>
    private let loss = Mutex(Loss())

    /// - Parameters:
    ///   - path: the lock's file.
    ///   - folder: what it stands for, for the error's text.
    ///   - isReport: whether it is held for a report.
    ///   - host: this machine's name.
    ///   - period: seconds between two counts.
    ///   - pause: lets so many seconds pass before the next look at what another machine has written.
    /// - Throws: `held` where another start has it; `output` where there is no thread to give signs of life.
    init(
        path: String, folder: String, since: Timestamp, isReport: Bool, host: String, period: Double,
        pause: @escaping @Sendable (_ seconds: Double) -> Void
    ) throws(ReportingError) {
        let halfPeriod: @Sendable () -> Void = { pause(period / 2) }
        self.folder = folder
        self.pause = halfPeriod
        holder = LockHolder(host: host, process: Int(getpid()), since: since, isReport: isReport)
        var first = Held(file: try Self.acquire(path, folder: folder, host: host, pause: halfPeriod))
        try first.tell(holder)
        held = Mutex(first)
        do throws(ThreadFailure) {
            try ThreadStarter.system.start { [weak self] in
                while true {
                    Thread.sleep(forTimeInterval: period)
                    guard self?.count() == true else { return }
                }
            }
        } catch {
            throw .output(message: error.message)
        }
    }

    /// One sign of life, as one is given every period. What cannot be written now (a full disk) is written the next time.
    /// - Returns: whether it is still held.
    package func count() -> Bool {
        switch look(isCount: true) {
        case .own?, .disputed?: true
        case .other?, nil: false
        }
    }

    /// Waits, where another start has this one's place, until that is gone again or has taken the folder over. For who
    /// is about to write what must not stand in the other one's files, such as a failure that is that one's doing.
    /// - Returns: whether the lock is still held. Where it is lost, what `whenLost` was given has been called.
    @discardableResult
    package func settle() -> Bool {
        while true {
            switch look(isCount: false) {
            case .own?: return true
            case .disputed?: pause()
            case .other?, nil: return false
            }
        }
    }

    /// - Returns: nil where it was released or lost before.
    private func look(isCount: Bool) -> Owner? {
        held.withLock { held -> Owner? in
            let owner = held?.stay(for: folder, as: holder, isCount: isCount, pause: pause)
            if case .other(let error)? = owner {
                held = nil
                // Before anybody else learns that it is not held: where this ends the program, who waits in `settle`
                // does nothing more.
                lose(error)
            }
            guard isCount else { return owner }
            do throws(ReportingError) {
                try held?.tell(holder)
            } catch {
                // It tells the next time.
            }
            return owner
        }
    }

    /// Has `act` called once another start has taken the folder over, at once where that has happened already. Whatever
    /// is written from then on falls into that start's files.
    /// - Parameter act: is given the `held` that names the other one; called on any thread. It must leave the lock
    ///   alone.
    package func whenLost(_ act: @escaping @Sendable (ReportingError) -> Void) {
        let error = loss.withLock { loss -> ReportingError? in
            loss.act = act
            return loss.error
        }
        if let error { act(error) }
    }

    private func lose(_ error: ReportingError) {
        let act = loss.withLock { loss -> (@Sendable (ReportingError) -> Void)? in
            loss.error = error
            return loss.act
        }
        act?(error)
    }

    /// Whether somebody works on the folder, found out without a trace: nothing is made, and who begins meanwhile waits
    /// for no longer than it takes to look. Where that cannot be found out, somebody does.
    static func isHeld(_ path: String, host: String, period: Double) -> Bool {
        let found: LockHolder?
        do throws(ReportingError) {
            let file = try Descriptor.open(path, O_RDONLY, for: .lock)
            guard try file.tryLock(.shared) else { return true }
            found = (try? file.read(limit: textLimit)).flatMap(LockHolder.init(bytes:))
        } catch .system(_, _, ENOENT) {
            return false
        } catch {
            // Who cannot look does not know: what runs must not be taken for killed.
            return true
        }
        // As for who begins: of this machine nobody has it, of another one somebody may.
        return found?.host != host && isAlive(path) { usualPause(period / 2) }
    }

    /// Whether somebody on another machine writes to the lock's file.
    /// - Parameter pause: lets half a period pass.
    private static func isAlive(_ path: String, pause: () -> Void) -> Bool {
        // Opened anew each time: that is when a network file system looks for what others wrote.
        func text() -> [UInt8]? {
            guard let file = try? Descriptor.open(path, O_RDONLY, for: .lock) else { return nil }
            return try? file.read(limit: textLimit)
        }
        let before = text()
        for _ in 0..<2 * silentPeriods {
            pause()
            if text() != before { return true }
        }
        return false
    }

    deinit { release() }

    package func release() {
        held.withLock { held in
            held?.remove()
            held = nil
        }
    }

    /// Bytes that a holder's text fills.
    private static let textWidth = 512
    private static let textLimit = 4096

    /// The file, locked, where nobody on another machine has it either.
    /// - Parameter pause: as of `isAlive`.
    /// - Throws: `held` where another start has it.
    private static func acquire(
        _ path: String, folder: String, host: String, pause: () -> Void
    ) throws(ReportingError) -> Descriptor {
        let isNew = FileStatus(of: path) == nil
        let file = try openLocked(path, folder: folder)
        let found = (try? file.read(limit: textLimit)).flatMap(LockHolder.init(bytes:))
        // Of this machine nobody has it. Of another one somebody may, whose text is not to be seen yet.
        if !isNew, found?.host != host, isAlive(path, pause: pause) {
            file.unlock()
            throw .held(path: folder, by: found)
        }
        return file
    }

    private static func openLocked(_ path: String, folder: String) throws(ReportingError) -> Descriptor {
        while true {
            let file = try Descriptor.open(path, O_RDWR | O_CREAT, for: .lock)
            guard try take(file) else {
                let text = try? file.read(limit: textLimit)
                throw .held(path: folder, by: text.flatMap(LockHolder.init(bytes:)))
            }
            // Between opening and locking, the former holder may have removed the file: then this is no longer
            // the one that others will look at.
            if try file.isInPlace() { return file }
        }
    }

    /// Takes the lock, if need be after those who only look (`isHeld`): they have a shared one, for an instant. False
    /// where somebody holds it.
    private static func take(_ file: borrowing Descriptor) throws(ReportingError) -> Bool {
        // A looker that does not come to its end, such as one that is stopped, counts as a holder after five seconds.
        for _ in 0..<5000 {
            if try file.tryLock() { return true }
            guard try file.tryLock(.shared) else { return false }
            file.unlock()
            usleep(1000)
        }
        return false
    }
}

extension LockHolder {
    /// - Parameter count: how often the holder has told of itself.
    func json(count: Int) -> SettingValue {
        .mapping([
            Setting("host", .string(host)), Setting("process", .integer(process)),
            Setting("since", .string(since.text)), Setting("report", .bool(isReport)),
            Setting("count", .integer(count)),
        ])
    }

    init?(bytes: [UInt8]) {
        guard let fields = JSONReader(JSONText.parse(bytes)), let host = fields.string("host"),
            let process = fields.integer("process"), let since = fields.string("since").flatMap(Timestamp.init(text:))
        else { return nil }
        // An earlier version does not say.
        self.init(host: host, process: process, since: since, isReport: fields.bool("report") ?? false)
    }
}
