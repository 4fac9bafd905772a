import Experiment
import Foundation
import Glibc
import Synchronization

/// Who works on a folder.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    package var host: String
    package var process: Int
    package var since: Timestamp

    package var description: String { "process \(process) on \(host) since \(since.text)" }
}

/// The right to work on one experiment's folder, held until `release` or until the process is gone.
///
/// It is the system's own lock (`flock`) on a file beside the folder, so that a killed process leaves nothing that
/// the next start would have to judge, and so that the folder itself can be moved while it is held. The file's text
/// only tells others who holds it.
package final class FolderLock: Sendable {
    private let path: String
    /// Nil once released.
    private let descriptor: Mutex<Descriptor?>

    /// - Parameters:
    ///   - path: the lock's file.
    ///   - folder: what it stands for, for the error's text.
    /// - Throws: `held` where another start has it.
    init(path: String, folder: String, since: Timestamp) throws(ReportingError) {
        self.path = path
        let file = try Self.openLocked(path, folder: folder)
        let holder = LockHolder(host: ProcessInfo.processInfo.hostName, process: Int(getpid()), since: since)
        try file.truncate()
        try file.write(Array(JSONText.line(holder.json).utf8))
        descriptor = Mutex(file)
    }

    deinit { release() }

    package func release() {
        descriptor.withLock { held in
            // Removed while it is still locked; the lock itself ends with the descriptor.
            if held != nil { _ = unsafe unlink(path) }
            held = nil
        }
    }

    private static func openLocked(_ path: String, folder: String) throws(ReportingError) -> Descriptor {
        while true {
            let file = try Descriptor.open(path, O_RDWR | O_CREAT, for: .lock)
            guard try file.tryLock() else {
                let text = try? file.read(limit: 4096)
                throw .held(path: folder, by: text.flatMap(LockHolder.init(bytes:)))
            }
            // Between opening and locking, the former holder may have removed the file: then this is no longer
            // the one that others will look at.
            let status = try file.status()
            if FileStatus(of: path)?.isSameFile(as: status) == true { return file }
        }
    }
}

extension LockHolder {
    var json: SettingValue {
        .mapping([
            Setting("host", .string(host)), Setting("process", .integer(process)),
            Setting("since", .string(since.text)),
        ])
    }

    init?(bytes: [UInt8]) {
        guard let fields = JSONReader(JSONText.parse(bytes)), let host = fields.string("host"),
            let process = fields.integer("process"), let since = fields.string("since").flatMap(Timestamp.init(text:))
        else { return nil }
        self.init(host: host, process: process, since: since)
    }
}
