package import Experiment
import Glibc

/// `metrics.jsonl` of a run: one measurement a line, in the order of training.
///
/// A line is `{"step": 50, "epoch": 0.1, "split": "train", "loss": 0.25, "accuracy": 0.9, "learning_rate": 0.001}`.
/// What is not finite is `null`, and `"nonfinite"` names it (see `JSONFields`).
package struct MetricsFile: ~Copyable {
    package static let name = "metrics.jsonl"
    /// In bytes; of a larger file nothing is shown, since that takes several times as much memory. A run goes on from it
    /// all the same.
    static let sizeLimit = 1 << 30
    /// Bytes that are read at a time of a file that may be of any size.
    package static let pieceSize = 1 << 20

    private let file: Descriptor
    /// Whole lines that are not written yet.
    private var pending: [UInt8] = []

    /// Makes the file, empty, in the run's folder.
    /// - Throws: `system` where it cannot be made; `notPlain` where a link stands in its place.
    package init(folder: String) throws(ReportingError) {
        file = try Descriptor.open(
            folder + "/" + Self.name, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, for: .create)
    }

    /// Goes on in the file behind its first `size` bytes; what follows them is cut off.
    /// - Throws: `system` where there is no such file, or it cannot be cut; `notPlain` where a link stands in its
    ///   place.
    package init(folder: String, keeping size: Int) throws(ReportingError) {
        let opened = try Descriptor.open(folder + "/" + Self.name, O_WRONLY | O_APPEND, for: .write)
        try opened.truncate(to: size)
        file = opened
    }

    /// The first `count` measurements in the folder, and their size in bytes; nil where the file does not hold as many,
    /// whole and in a row.
    package static func first(
        _ count: Int, in folder: String, pieceSize: Int = MetricsFile.pieceSize
    ) -> (measurements: [Measurement], size: Int)? {
        do throws(ReportingError) {
            var lines = try FileLines(of: folder + "/" + name, pieceSize: pieceSize)
            var measurements: [Measurement] = []
            var size = 0
            for _ in 0..<count {
                guard let line = try lines.next(), let measurement = Measurement(json: JSONText.parse(line)) else {
                    return nil
                }
                measurements.append(measurement)
                size += line.count + 1
            }
            return (measurements, size)
        } catch {
            return nil
        }
    }

    /// Gathers; `flush` writes.
    package mutating func append(_ measurement: Measurement) {
        pending += Array(JSONText.line(measurement.json).utf8)
        pending.append(UInt8(ascii: "\n"))
    }

    /// Writes what was gathered.
    /// - Throws: `system` where the operating system refuses.
    package mutating func flush() throws(ReportingError) {
        guard !pending.isEmpty else { return }
        try WritePoint.write.pass(file.path)
        try file.write(pending)
        pending.removeAll(keepingCapacity: true)
    }

    /// Whether what is written still reaches the folder: a file that was removed takes everything and keeps nothing, and
    /// a folder that became read-only takes no checkpoint.
    /// - Throws: `system` where it does not.
    func checkInPlace() throws(ReportingError) {
        guard try file.isInPlace() else { throw .system(.write, path: file.path, errno: ENOENT) }
        try FileAccess.checkWritable(FileAccess.parent(of: file.path))
    }

    /// The measurements in the folder; no file gives none. Lines that are none are passed over.
    /// - Throws: where there is a file that cannot be read: what it holds is not known.
    package static func read(folder: String) throws(ReportingError) -> [Measurement] {
        lines(of: try bytes(folder: folder)).compactMap { $0 }
    }

    /// What the file in the folder holds; no file holds nothing.
    /// - Throws: as `read`.
    static func bytes(folder: String) throws(ReportingError) -> [UInt8] {
        do throws(ReportingError) {
            return try FileAccess.read(folder + "/" + name, limit: sizeLimit)
        } catch {
            guard case .system(_, _, ENOENT) = error else { throw error }
            return []
        }
    }

    /// The lines of a file, nil for one that is no measurement. A last one that was cut off, or is being written, is no
    /// line.
    package static func lines(of bytes: [UInt8]) -> [Measurement?] {
        let lineFeed = UInt8(ascii: "\n")
        var lines = bytes.split(separator: lineFeed).map { Measurement(json: JSONText.parse(Array($0))) }
        if bytes.last != lineFeed, let last = lines.last, last == nil { lines.removeLast() }
        return lines
    }
}

extension Measurement {
    package var json: SettingValue {
        var fields = JSONFields()
        fields.add("step", step)
        fields.add("epoch", epoch)
        fields.add("split", split.rawValue)
        fields.add("loss", loss)
        fields.add("accuracy", accuracy)
        fields.add("learning_rate", learningRate)
        return fields.object
    }

    package init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let step = fields.integer("step"), let epoch = fields.number("epoch"),
            let split = fields.string("split").flatMap(Split.init(rawValue:)), let loss = fields.number("loss"),
            let accuracy = fields.number("accuracy"), let rate = fields.number("learning_rate")
        else { return nil }
        self.init(step: step, epoch: epoch, split: split, loss: loss, accuracy: accuracy, learningRate: rate)
    }
}
