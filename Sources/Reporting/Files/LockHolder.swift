import Experiment

/// Who works on a folder.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    var machine: Machine
    package var process: Int
    package var since: Timestamp
    /// It only reads and draws (`Report.rebuild`), and goes as soon as that is done.
    package var isReport = false
    /// It has the system's lock: the file system has some.
    var isLocked = true

    package var host: String { machine.host }
    package var description: String { "process \(process) on \(host) since \(since.text)" }
}

extension LockHolder {
    /// A machine since it was started.
    struct Machine: Hashable, Sendable {
        let host: String
        /// Nil where it is not known, and in what an earlier version of xrun wrote.
        let boot: String?

        /// Whether it is one machine, and has not been started anew in between. By its name alone where one of the two
        /// does not tell more: machines that were made from one image have one name.
        func isSame(as other: Machine) -> Bool {
            guard host == other.host else { return false }
            guard let boot, let other = other.boot else { return true }
            return boot == other
        }
    }

    /// What Linux draws by lot each time that this machine is started.
    package static let currentBoot: String? = {
        guard let bytes = try? FileAccess.read("/proc/sys/kernel/random/boot_id", limit: 100) else { return nil }
        let number = bytes.prefix { $0 != UInt8(ascii: "\n") }
        return number.isEmpty ? nil : String(decoding: number, as: UTF8.self)
    }()

    /// - Parameter count: how often the holder has told of itself.
    func json(count: Int) -> SettingValue {
        var fields = [
            Setting("host", .string(host)), Setting("process", .integer(process)),
            Setting("since", .string(since.text)), Setting("report", .bool(isReport)),
            Setting("locked", .bool(isLocked)),
        ]
        if let boot = machine.boot { fields.append(Setting("boot", .string(boot))) }
        return .mapping(fields + [Setting("count", .integer(count))])
    }

    init?(bytes: [UInt8]) {
        guard let fields = JSONReader(JSONText.parse(bytes)), let host = fields.string("host"),
            let process = fields.integer("process"), let since = fields.string("since").flatMap(Timestamp.init(text:))
        else { return nil }
        // An earlier version says none of the three, and works with a lock only.
        self.init(
            machine: Machine(host: host, boot: fields.string("boot")), process: process, since: since,
            isReport: fields.bool("report") ?? false, isLocked: fields.bool("locked") ?? true)
    }
}
