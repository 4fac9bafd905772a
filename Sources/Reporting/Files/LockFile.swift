import Glibc

/// The file of a folder's lock (`FolderLock`): taken, and looked at, whoever has it.
struct LockFile: Sendable {
    /// Periods without a count after which a holder is gone.
    private static let silentPeriods = 3
    private static let textLimit = 4096

    let path: String
    /// What it stands for, for the error's text.
    let folder: String
    /// On which this program runs.
    let machine: LockHolder.Machine
    let locks: FileLocks
    /// Lets half a period pass.
    let pause: @Sendable () -> Void

    /// Open, and taken.
    struct Opened: ~Copyable {
        let file: Descriptor
        /// Whether it was not there before.
        let isNew: Bool
        /// Whether the system's lock is on it.
        let isLocked: Bool
    }

    /// - Parameters:
    ///   - period: seconds between two counts.
    ///   - pause: lets so many seconds pass before the next look at what another start has written.
    init(
        path: String, folder: String, machine: LockHolder.Machine, locks: FileLocks, period: Double,
        pause: @escaping @Sendable (_ seconds: Double) -> Void
    ) {
        (self.path, self.folder, self.machine, self.locks) = (path, folder, machine, locks)
        self.pause = { pause(period / 2) }
    }

    /// Takes it, where nobody has it, also where the system's lock does not tell.
    /// - Throws: `held` where another start has it; `system` where what one left behind cannot be removed.
    func acquire() throws(ReportingError) -> Opened {
        while true {
            let opened = try open()
            let found = Self.holder(in: opened.file)
            let isGone = isGone(found, isLocked: opened.isLocked)
            if opened.isNew || isGone { return opened }
            if isAlive() {
                opened.file.unlock()
                throw .held(path: folder, by: found)
            }
            // Who was only held up for so long, or took the file at the same moment, finds another one in its place.
            try opened.file.remove()
            opened.file.unlock()
        }
    }

    /// Locked, where the file system has locks.
    /// - Throws: `held` where another start has the lock.
    private func open() throws(ReportingError) -> Opened {
        while true {
            var isNew = true
            let file = try open(isNew: &isNew)
            let answer = try lock(file)
            if answer == .refused { throw .held(path: folder, by: Self.holder(in: file)) }
            // Between opening and locking, the former holder may have removed the file: then this is no longer
            // the one that others will look at.
            if try file.isInPlace() { return Opened(file: file, isNew: isNew, isLocked: answer == .taken) }
        }
    }

    /// Makes it, or opens the one that is there.
    /// - Parameter isNew: tells which. Of those who make it at once, wherever they are, one has made it.
    private func open(isNew: inout Bool) throws(ReportingError) -> Descriptor {
        isNew = true
        while true {
            do throws(ReportingError) {
                return try Descriptor.open(path, isNew ? O_RDWR | O_CREAT | O_EXCL : O_RDWR, for: .lock)
            } catch {
                // Somebody has made it, or removed it, since.
                let change = isNew ? EEXIST : ENOENT
                guard case .system(_, _, change) = error else { throw error }
                isNew.toggle()
            }
        }
    }

    /// Takes the lock, if need be after those who only look (`isHeld`): they have a shared one, for an instant.
    private func lock(_ file: borrowing Descriptor) throws(ReportingError) -> FileLocks.Answer {
        // A looker that does not come to its end, such as one that is stopped, counts as a holder after five seconds.
        for _ in 0..<5000 {
            let answer = try file.tryLock(of: locks)
            guard answer == .refused, try file.tryLock(.shared, of: locks) == .taken else { return answer }
            file.unlock()
            usleep(1000)
        }
        return .refused
    }

    /// Whether somebody has it, found out without a trace: nothing is made, and who begins meanwhile waits for no longer
    /// than it takes to look. Where that cannot be found out, somebody does.
    func isHeld() -> Bool {
        let isGone: Bool
        do throws(ReportingError) {
            let file = try Descriptor.open(path, O_RDONLY, for: .lock)
            let answer = try file.tryLock(.shared, of: locks)
            if answer == .refused { return true }
            isGone = self.isGone(Self.holder(in: file), isLocked: answer == .taken)
        } catch .system(_, _, ENOENT) {
            return false
        } catch {
            // Who cannot look does not know: what runs must not be taken for killed.
            return true
        }
        // As for who begins.
        return !isGone && isAlive()
    }

    /// Whether the system's lock tells that the holder that is found in the file is gone: one of this machine, that had
    /// it as well. On another machine somebody may be at work, whose text may not be to be seen yet.
    /// - Parameter isLocked: whether it was to be had.
    private func isGone(_ found: LockHolder?, isLocked: Bool) -> Bool {
        guard isLocked, let found, found.isLocked else { return false }
        return found.machine.isSame(as: machine)
    }

    /// Whether somebody writes to it.
    private func isAlive() -> Bool {
        // Opened anew each time: that is when a network file system looks for what others wrote.
        func text() -> [UInt8]? {
            guard let file = try? Descriptor.open(path, O_RDONLY, for: .lock) else { return nil }
            return try? file.read(limit: Self.textLimit)
        }
        let before = text()
        for _ in 0..<2 * Self.silentPeriods {
            pause()
            if text() != before { return true }
        }
        return false
    }

    /// Nil where its text does not tell.
    private static func holder(in file: borrowing Descriptor) -> LockHolder? {
        (try? file.read(limit: textLimit)).flatMap(LockHolder.init(bytes:))
    }
}
