import Glibc

/// The system's locks of open files.
package struct FileLocks: Sendable {
    package static let system = FileLocks { flock($0, $1) == 0 ? 0 : errno }

    enum Kind {
        case exclusive
        /// Hinders an exclusive one, and no other shared one.
        case shared
    }

    enum Answer {
        case taken
        /// Another descriptor has the lock.
        case refused
        /// The file system has no locks, or its server gives none.
        case missing
    }

    private let call: @Sendable (_ descriptor: Int32, _ operation: Int32) -> Int32

    /// - Parameter call: is what `flock` is, and gives 0, or the system's number for why not.
    package init(call: @escaping @Sendable (_ descriptor: Int32, _ operation: Int32) -> Int32) { self.call = call }

    /// Takes the lock of what is open under a number. A lock of the other kind that it has is given up.
    /// - Parameter path: what it is called in errors.
    func take(_ descriptor: Int32, _ kind: Kind, path: String) throws(ReportingError) -> Answer {
        let operation =
            switch kind {
            case .exclusive: LOCK_EX
            case .shared: LOCK_SH
            }
        while true {
            switch call(descriptor, operation | LOCK_NB) {
            case 0: return .taken
            case EINTR: continue
            case EWOULDBLOCK: return .refused
            case ENOSYS, EOPNOTSUPP, ENOLCK: return .missing
            case let code: throw .system(.lock, path: path, errno: code)
            }
        }
    }
}
