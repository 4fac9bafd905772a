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
    /// Lets half a period pass.
    let pause: @Sendable () -> Void

    /// - Parameters:
    ///   - period: seconds between two counts.
    ///   - pause: lets so many seconds pass before the next look at what another machine has written.
    init(
        path: String, folder: String, machine: LockHolder.Machine, period: Double,
        pause: @escaping @Sendable (_ seconds: Double) -> Void
    ) {
        (self.path, self.folder, self.machine) = (path, folder, machine)
        self.pause = { pause(period / 2) }
    }

    /// The file, locked, where nobody on another machine has it either.
    /// - Throws: `held` where another start has it.
    func acquire() throws(ReportingError) -> Descriptor {
        let isNew = FileStatus(of: path) == nil
        let file = try openLocked()
        let found = Self.holder(in: file)
        if !isNew, !isGone(found), isAlive() {
            file.unlock()
            throw .held(path: folder, by: found)
        }
        return file
    }

    private func openLocked() throws(ReportingError) -> Descriptor {
        while true {
            let file = try Descriptor.open(path, O_RDWR | O_CREAT, for: .lock)
            guard try Self.take(file) else { throw .held(path: folder, by: Self.holder(in: file)) }
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

    /// Whether somebody has it, found out without a trace: nothing is made, and who begins meanwhile waits for no longer
    /// than it takes to look. Where that cannot be found out, somebody does.
    func isHeld() -> Bool {
        let found: LockHolder?
        do throws(ReportingError) {
            let file = try Descriptor.open(path, O_RDONLY, for: .lock)
            guard try file.tryLock(.shared) else { return true }
            found = Self.holder(in: file)
        } catch .system(_, _, ENOENT) {
            return false
        } catch {
            // Who cannot look does not know: what runs must not be taken for killed.
            return true
        }
        // As for who begins.
        return !isGone(found) && isAlive()
    }

    /// Whether the system's lock, which nobody has, tells that the holder that is found in the file is gone. It does of
    /// this machine. On another one somebody may be at work, whose text may not be to be seen yet.
    private func isGone(_ found: LockHolder?) -> Bool { found?.machine.isSame(as: machine) ?? false }

    /// Whether somebody on another machine writes to it.
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
