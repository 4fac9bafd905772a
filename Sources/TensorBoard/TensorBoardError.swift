import Glibc

/// Why an event could not be written, as data.
package enum TensorBoardError: Error, Hashable, Sendable {
    package enum Operation: String, Sendable { case list, create, write, close }

    /// The operating system refused: a full disk, a folder that is gone, no permission.
    case system(Operation, path: String, errno: Int32)
    /// A message above protobuf's limit of two gigabytes.
    case encoding(reason: String)
    /// Readers want finite seconds since 1970, below 10¹⁰ so that file names sort.
    case wallTime(Double)
    /// Readers want steps from 0.
    case step(Int)
    /// The file was closed before.
    case closed(path: String)

    /// One sentence without a full stop.
    package var message: String {
        switch self {
        case .system(let operation, let path, let errno):
            // Safe to call from any thread since glibc 2.32.
            "cannot \(operation.rawValue) \(path): \(unsafe String(cString: strerror(errno)))"
        case .encoding(let reason): "cannot encode an event: \(reason)"
        case .wallTime(let seconds): "\(seconds) is no time in seconds since 1970"
        case .step(let step): "step \(step) is negative"
        case .closed(let path): "\(path) is closed"
        }
    }
}
