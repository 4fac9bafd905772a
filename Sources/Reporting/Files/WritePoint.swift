import Glibc
import Synchronization

/// The moments at which something on the disk changes. At each of them a test can break this process, to see that
/// nothing is lost: `XRUN_DEBUG_FAULT=<action>@<file>:<moment>#<number>`, such as `kill@last.safetensors:rename#2`
/// (docs/reliability.md). Without the variable they do nothing.
enum WritePoint: String {
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
        guard let fault = Fault.requested, fault.point == self, path.hasSuffix(fault.file) else { return }
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
        static let requested: Fault? = {
            guard let text = unsafe getenv("XRUN_DEBUG_FAULT") else { return nil }
            guard let match = unsafe String(cString: text).wholeMatch(of: /(\w+)@(.+):(\w+)#(\d+)/),
                let action = Action(rawValue: String(match.1)), let point = WritePoint(rawValue: String(match.3)),
                let number = Int(match.4)
            else { return nil }
            return Fault(action: action, file: String(match.2), point: point, number: number)
        }()
    }
}
