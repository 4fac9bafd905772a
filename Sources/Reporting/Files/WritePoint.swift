import Glibc
import Synchronization

/// The moments at which something on the disk changes. At each of them a test can break this process, to see that
/// nothing is lost: `XRUN_DEBUG_FAULT=<action>@<file>:<moment>#<number>`, such as `kill@last.safetensors:rename#2`
/// (docs/reliability.md). Without the variable they do nothing.
package enum WritePoint: String {
    /// Before a file is made.
    case create
    /// Before its bytes are written, or a line is appended.
    case write
    /// Before they are brought to the disk.
    case sync
    /// Before the older file takes another name.
    case keep
    /// Before the new file gets its name.
    case rename
    /// After that.
    case done

    /// - Throws: what the disk would say, where a test wants it to.
    func pass(_ path: String) throws(ReportingError) {
        guard let fault = Fault.requested, fault.point == self, fault.isMeant(by: path) else { return }
        let count = Fault.passed.wrappingAdd(1, ordering: .relaxed).newValue
        switch fault.action {
        case .kill: if count == fault.number { kill(getpid(), SIGKILL) }
        case .trap: if count == fault.number { raise(SIGTRAP) }
        // A disk that is full stays full.
        case .full: if count >= fault.number { throw .system(.write, path: path, errno: ENOSPC) }
        case .broken: if count >= fault.number { throw .system(.write, path: path, errno: EIO) }
        }
    }

    private struct Fault {
        enum Action: String {
            case kill, trap
            case full = "ENOSPC"
            case broken = "EIO"
        }

        var action: Action
        /// The end of the path.
        var file: String
        var point: WritePoint
        /// The first is 1.
        var number: Int

        static let passed = Atomic<Int>(0)
        /// What the environment asks for; an empty variable counts as none.
        static let text: String? = {
            guard let value = unsafe getenv("XRUN_DEBUG_FAULT") else { return nil }
            let text = unsafe String(cString: value)
            return text.isEmpty ? nil : text
        }()
        static let requested: Fault? = text.flatMap { Fault($0) }

        /// Nil for what is no fault.
        init?(_ text: String) {
            guard let match = text.wholeMatch(of: /(\w+)@(.+):(\w+)#(\d+)/),
                let action = Action(rawValue: String(match.1)), let point = WritePoint(rawValue: String(match.3)),
                let number = Int(match.4), number > 0
            else { return nil }
            (self.action, self.file, self.point, self.number) = (action, String(match.2), point, number)
        }

        /// Whether it breaks what happens to the file at `path`. An event file counts as `tfevents` with its suffix: nobody
        /// knows the time, the host and the numbers in its name beforehand.
        func isMeant(by path: String) -> Bool {
            path.replacing(/events\.out\.tfevents(?:\.[^.\/]*){4}/, with: "tfevents").hasSuffix(file)
        }
    }

    /// Whether this process is to be broken. Every checkpoint is written then, however slow the disk is, so that the
    /// moments are the same everywhere.
    package static var hasFault: Bool { Fault.requested != nil }

    /// Finds out before anything is done whether the environment asks for a fault that there is: any other would break
    /// nothing, and its test would pass.
    /// - Throws: `output` where it does not.
    package static func checkFault() throws(ReportingError) {
        guard let text = Fault.text, Fault.requested == nil else { return }
        throw .output(
            message: "XRUN_DEBUG_FAULT is '\(text)', not such as kill@last.safetensors:rename#2 (docs/reliability.md)")
    }
}
