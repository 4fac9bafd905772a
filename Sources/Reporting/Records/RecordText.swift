package import Experiment

/// The text of `run.json`, `finder.json` and `experiment.json`: a document for people too, the last member of which is the checksum of all
/// the rest. Without it a digit that a disk has altered would be another result, and nobody would know.
package enum RecordText {
    private static let key = "checksum"
    private static let ending = Array("\"\n}\n".utf8)

    /// - Parameter record: a mapping with members.
    package static func bytes(of record: SettingValue) -> [UInt8] {
        // In place of the document's own end, a line feed and a brace.
        var bytes = Array(JSONText.document(record).utf8.dropLast(3))
        bytes += Array(",\n  \"\(key)\": \"".utf8)
        let place = bytes.count..<bytes.count + EmbeddedChecksum.blank.count
        bytes += EmbeddedChecksum.blank + ending
        bytes.replaceSubrange(place, with: EmbeddedChecksum.digits(of: bytes, at: place))
        return bytes
    }

    /// The record, nil where it is none, and where a byte of it has changed since. What has no checksum, as records of
    /// earlier versions, is taken as it stands.
    package static func read(_ bytes: [UInt8]) -> SettingValue? {
        let record = JSONText.parse(bytes)
        guard let stated = JSONReader(record)?[key] else { return record }
        let end = bytes.count - ending.count
        let start = end - EmbeddedChecksum.blank.count
        guard case .string(let digits) = stated, start >= 0,
            Array(digits.utf8) == EmbeddedChecksum.digits(of: bytes, at: start..<end)
        else { return nil }
        return record
    }
}
