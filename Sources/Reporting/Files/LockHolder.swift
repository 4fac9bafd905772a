import Experiment

/// Who works on a folder.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    package var host: String
    package var process: Int
    package var since: Timestamp
    /// It only reads and draws (`Report.rebuild`), and goes as soon as that is done.
    package var isReport = false

    package var description: String { "process \(process) on \(host) since \(since.text)" }
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
