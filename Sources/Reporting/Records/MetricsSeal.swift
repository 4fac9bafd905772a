package import Experiment
import Glibc
import Hashing

/// What a run's `metrics.jsonl` held when its start ended. A digit that has changed since may be another best validation,
/// or another curve.
package struct MetricsSeal: Hashable, Sendable {
    /// In bytes.
    private let size: Int
    /// SHA-256, in hexadecimal digits.
    private let checksum: String

    /// That of the file in the run's folder, which may be of any size.
    /// - Parameter pieceSize: bytes to read at a time.
    /// - Throws: `system` where it cannot be read; `notPlain` where something else stands in its place.
    package init(folder: String, pieceSize: Int = MetricsFile.pieceSize) throws(ReportingError) {
        let file = try Descriptor.open(folder + "/" + MetricsFile.name, O_RDONLY | O_NONBLOCK, for: .read)
        var hash = SHA256()
        var size = 0
        while true {
            let piece = try file.read(first: pieceSize)
            if piece.isEmpty { break }
            hash.update(piece)
            size += piece.count
        }
        self.size = size
        checksum = hash.finish()
    }

    /// Whether the file is as it was.
    package func fits(_ bytes: [UInt8]) -> Bool { bytes.count == size && SHA256.hexadecimal(of: bytes) == checksum }
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
