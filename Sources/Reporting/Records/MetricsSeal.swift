package import Experiment
import Hashing

/// What a run's `metrics.jsonl` held when its start ended. A digit that has changed since may be another best validation,
/// or another curve.
package struct MetricsSeal: Hashable, Sendable {
    /// In bytes.
    private let size: Int
    /// SHA-256, in hexadecimal digits.
    private let checksum: String

    init(of bytes: [UInt8]) {
        size = bytes.count
        checksum = SHA256.hexadecimal(of: bytes)
    }

    /// Whether the file is as it was.
    func fits(_ bytes: [UInt8]) -> Bool { bytes.count == size && SHA256.hexadecimal(of: bytes) == checksum }
}

extension MetricsSeal {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("bytes", size)
        fields.add("sha256", checksum)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let size = fields.count("bytes"), let checksum = fields.string("sha256")
        else { return nil }
        (self.size, self.checksum) = (size, checksum)
    }
}

extension RunRecord {
    /// The lines of the run's `metrics.jsonl`, nil for one that is no measurement, and whether they are those that the run
    /// has written. Where an earlier version of xrun wrote the record, or the run has not ended, its steps must rise.
    /// - Parameter folder: the run's.
    /// - Throws: as `MetricsFile.read`.
    package func measured(
        in folder: String
    ) throws(ReportingError) -> (lines: [Measurement?], areOwn: Bool) {
        let bytes = try MetricsFile.bytes(folder: folder)
        let lines = MetricsFile.lines(of: bytes)
        return (lines, metrics?.fits(bytes) ?? lines.compactMap { $0 }.areInOrder)
    }
}

extension [Measurement] {
    /// Whether each is of a later step than the one of its kind before it.
    fileprivate var areInOrder: Bool {
        var last: [Measurement.Split: Int] = [:]
        for measurement in self {
            if let earlier = last[measurement.split], earlier >= measurement.step { return false }
            last[measurement.split] = measurement.step
        }
        return true
    }
}
