import Experiment
import Foundation
import Glibc
import Synchronization

/// The right to work on one experiment's folder, held until `release` or until the process is gone.
///
/// It is the system's own lock (`flock`) on a file beside the folder, so that a killed process leaves nothing that
/// the next start would have to judge, and so that the folder itself can be moved while it is held.
///
/// Some network file systems do not share that lock between machines, and some have none. Therefore the file's text
/// tells who holds it, with a count that grows every other second: a start that finds the text of another machine, or
/// of this one before it was started anew, looks whether it still grows; where there is no lock, so does every start.
/// No clock is compared, and who is gone is waited for only once. What it left is removed: a start that was only held
/// up for so long has lost its file, as below.
///
/// Where somebody removes the file while the lock is held, it is made anew at the next count. Where another start was
/// quicker, and is still there a few counts later, the folder is that one's: `whenLost` tells, and `settle` waits until
/// then. A report (`Report.rebuild`) says in the file that it is one, and takes nothing over, however long it draws.
package final class FolderLock: Sendable {
    /// Time between two counts.
    package static let usualPeriod = 2.0
    /// Lets so many seconds pass.
    package static let usualPause: @Sendable (_ seconds: Double) -> Void = { usleep(UInt32($0 * 1e6)) }
    /// Counts on end at which the same other start has the lock, after which it has taken the folder over.
    private static let rivalCounts = 4
    /// Bytes that a holder's text fills.
    private static let textWidth = 512

    /// Whose the folder is, as the lock's file tells.
    private enum Owner {
        case own
        /// Another start has this one's place, and may be gone soon.
        case disputed
        /// Another start has taken its place for good.
        case other(ReportingError)
    }

    private struct Held: ~Copyable {
        var opened: LockFile.Opened
        var holder: LockHolder
        var count = 0
        /// The start that was found in its place at the last count, where it has told of itself.
        var rival: LockHolder?
        /// How often on end that one has been found.
        var rivals = 0

        mutating func tell() throws(ReportingError) {
            count += 1
            holder.isLocked = opened.isLocked
            let text = Array(JSONText.line(holder.json(count: count)).utf8)
            // Always as long: another start never finds half of it.
            let space = [UInt8](repeating: UInt8(ascii: " "), count: max(0, FolderLock.textWidth - text.count))
            try opened.file.replace(by: text + space)
        }

        /// Makes the file anew where it is gone. What keeps it from that for now is left to the next time.
        /// - Parameter isCount: whether another start that is found is counted, and may have taken its place for good.
        mutating func stay(in place: LockFile, isCount: Bool) -> Owner {
            do throws(ReportingError) {
                if try !opened.file.isInPlace() {
                    opened = try place.acquire()
                    try tell()
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
            try? opened.file.remove()
            opened.file.unlock()
        }
    }

    private struct Loss: Sendable {
        var error: ReportingError?
        var act: (@Sendable (ReportingError) -> Void)?
    }

    private let place: LockFile
    /// Nil once released or lost.
    private let held: Mutex<Held?>
    private let loss = Mutex(Loss())

    /// - Parameters:
    ///   - isReport: whether it is held for a report.
    ///   - period: seconds between two counts.
    /// - Throws: `held` where another start has it; `output` where there is no thread to give signs of life.
    init(in place: LockFile, since: Timestamp, isReport: Bool, period: Double) throws(ReportingError) {
        self.place = place
        let holder = LockHolder(machine: place.machine, process: Int(getpid()), since: since, isReport: isReport)
        var first = Held(opened: try place.acquire(), holder: holder)
        try first.tell()
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
            case .disputed?: place.pause()
            case .other?, nil: return false
            }
        }
    }

    /// - Returns: nil where it was released or lost before.
    private func look(isCount: Bool) -> Owner? {
        held.withLock { held -> Owner? in
            let owner = held?.stay(in: place, isCount: isCount)
            if case .other(let error)? = owner {
                held = nil
                // Before anybody else learns that it is not held: where this ends the program, who waits in `settle`
                // does nothing more.
                lose(error)
            }
            guard isCount else { return owner }
            do throws(ReportingError) {
                try held?.tell()
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

    deinit { release() }

    package func release() {
        held.withLock { held in
            held?.remove()
            held = nil
        }
    }
}
