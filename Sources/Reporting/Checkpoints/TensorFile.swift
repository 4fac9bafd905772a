package import Experiment
import Hashing

/// A file of the safetensors format (github.com/huggingface/safetensors), which every framework opens:
///
/// ```
/// u64                length of the header, little-endian
/// header             JSON: "__metadata__", then each tensor's dtype, shape and place in the data
/// data               the tensors without gaps, little-endian
/// ```
/// The metadata begin with `sha256`, the file's `EmbeddedChecksum`.
package struct TensorFile: Sendable {
    package var metadata: [(key: String, value: String)]
    /// In the order of the file. All are of 32-bit numbers.
    package var tensors: [NetworkState.Tensor]

    package init(metadata: [(key: String, value: String)], tensors: [NetworkState.Tensor]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    package subscript(key: String) -> String? { metadata.first { $0.key == key }?.value }

    /// Of the header; the same as in the format's own reader.
    static let headerLimit = 100_000_000
    private static let metadataKey = "__metadata__"
    private static let checksumKey = "sha256"
    /// Where the header begins, and where the digits of the checksum stand.
    private static let headerStart = 8
    private static let opening = Array("{\"\(metadataKey)\": {\"\(checksumKey)\": \"".utf8)
    private static var checksumRange: Range<Int> {
        let start = headerStart + opening.count
        return start..<start + EmbeddedChecksum.blank.count
    }

    // MARK: Writing

    /// Writes the file, whole or not at all. What the tensors hold is never copied.
    /// - Parameter former: a name under which an older file is kept.
    func write(to name: String, in folder: String, former: String? = nil) throws(ReportingError) {
        let head = self.head
        try AtomicFile.write(to: name, in: folder, former: former) { (file) throws(ReportingError) in
            try file.write(head)
            for tensor in tensors { unsafe try file.write(tensor.values.span.bytes) }
        }
    }

    /// All that stands before the tensors' data.
    package var head: [UInt8] {
        var fields = [
            Setting(
                Self.metadataKey,
                .mapping(
                    [Setting(Self.checksumKey, .string(String(decoding: EmbeddedChecksum.blank, as: UTF8.self)))]
                        + metadata.map { Setting($0.key, .string($0.value)) }))
        ]
        var end = 0
        for tensor in tensors {
            let start = end
            end += tensor.values.count * MemoryLayout<Float>.size
            fields.append(
                Setting(
                    tensor.name,
                    .mapping([
                        Setting("dtype", .string("F32")),
                        Setting("shape", .list(tensor.shape.map(SettingValue.integer))),
                        Setting("data_offsets", .list([.integer(start), .integer(end)])),
                    ])))
        }
        var header = Array(JSONText.line(.mapping(fields)).utf8)
        // The data begin at a multiple of 8.
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var bytes: [UInt8] = []
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        bytes += header
        var hash = SHA256()
        hash.update(bytes)
        for tensor in tensors { unsafe hash.update(tensor.values.span.bytes) }
        bytes.replaceSubrange(Self.checksumRange, with: Array(hash.finish().utf8))
        return bytes
    }

    // MARK: Reading

    /// Reads a file that `write` made, whole and unaltered; anything else is refused before anything of the size
    /// that it claims is allocated.
    /// - Throws: where it is cut off, was not written by xrun, has another checksum than its bytes, or its header does
    ///   not describe the rest of it.
    package init(bytes: [UInt8]) throws(CheckpointFault) {
        let dataStart = try Self.dataStart(bytes)
        guard bytes.count >= max(dataStart, Self.checksumRange.upperBound) else {
            throw CheckpointFault("it is cut off")
        }
        try Self.checkOpening(bytes)
        guard EmbeddedChecksum.digits(of: bytes, at: Self.checksumRange)[...] == bytes[Self.checksumRange] else {
            throw CheckpointFault("its checksum is wrong")
        }
        let header = try Self.header(bytes[Self.headerStart..<dataStart])
        metadata = header.metadata
        tensors = []
        var end = 0
        for entry in header.tensors {
            tensors.append(try Self.tensor(entry, from: &end, of: bytes[dataStart...]))
        }
        guard end == bytes.count - dataStart else { throw CheckpointFault("its tensors do not fill it") }
    }

    /// The metadata of the file at `path` and no tensors: only its header is read, and whether the file is whole is not
    /// known.
    /// - Throws: where it cannot be read, its header is cut off or no JSON, or it was not written by xrun.
    package init(headerOf path: String) throws(CheckpointFault) {
        let dataStart = try Self.dataStart(Self.beginning(of: path, size: Self.headerStart))
        let bytes = try Self.beginning(of: path, size: dataStart)
        guard bytes.count == dataStart else { throw CheckpointFault("it is cut off") }
        try Self.checkOpening(bytes)
        metadata = try Self.header(bytes[Self.headerStart...]).metadata
        tensors = []
    }

    private static func beginning(of path: String, size: Int) throws(CheckpointFault) -> [UInt8] {
        do throws(ReportingError) {
            return try FileAccess.read(path, first: size)
        } catch {
            throw CheckpointFault(error.message)
        }
    }

    /// Where the header ends of a file that begins with `bytes`.
    private static func dataStart(_ bytes: [UInt8]) throws(CheckpointFault) -> Int {
        var length: UInt64 = 0
        for (index, byte) in bytes.prefix(headerStart).enumerated() { length |= UInt64(byte) << (8 * index) }
        guard bytes.count >= headerStart, length <= headerLimit else { throw CheckpointFault("it is cut off") }
        return headerStart + Int(length)
    }

    /// Refuses a file that begins with `bytes`, and with another header than `write` makes.
    private static func checkOpening(_ bytes: [UInt8]) throws(CheckpointFault) {
        guard bytes.dropFirst(headerStart).starts(with: opening) else {
            throw CheckpointFault("it was not written by xrun")
        }
    }

    /// What a header tells: the metadata, and of each tensor its kind, shape and place.
    private static func header(
        _ bytes: ArraySlice<UInt8>
    ) throws(CheckpointFault) -> (metadata: [(key: String, value: String)], tensors: [Setting]) {
        guard let header = JSONReader(JSONText.parse(Array(bytes))), let texts = header.object(metadataKey) else {
            throw CheckpointFault("its header is no JSON")
        }
        var metadata: [(key: String, value: String)] = []
        for entry in texts.entries where entry.key != checksumKey {
            guard case .string(let value) = entry.value else { throw CheckpointFault("its metadata are no texts") }
            metadata.append((entry.key, value))
        }
        return (metadata, header.entries.filter { $0.key != metadataKey })
    }

    /// - Parameter start: where the tensor has to begin; then where it ends.
    private static func tensor(
        _ entry: Setting, from start: inout Int, of data: ArraySlice<UInt8>
    ) throws(CheckpointFault) -> NetworkState.Tensor {
        let fault = CheckpointFault("its tensor '\(entry.key.prefix(60))' is misplaced")
        guard let fields = JSONReader(entry.value), fields.string("dtype") == "F32",
            let dimensions = fields.list("shape"), dimensions.count <= 8, let offsets = fields.list("data_offsets"),
            offsets.count == 2, offsets[0] == .integer(start), case .integer(let end) = offsets[1],
            (start...data.count).contains(end)
        else { throw fault }
        var shape: [Int] = []
        var size = MemoryLayout<Float>.size
        for dimension in dimensions {
            guard case .integer(let extent) = dimension, extent >= 0 else { throw fault }
            let product = size.multipliedReportingOverflow(by: extent)
            guard !product.overflow else { throw fault }
            shape.append(extent)
            size = product.partialValue
        }
        guard size == end - start else { throw fault }
        let range = data.startIndex + start..<data.startIndex + end
        let values = unsafe data[range].withUnsafeBytes { bytes in
            (0..<size / MemoryLayout<Float>.size).map { index in
                unsafe bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.size, as: Float.self)
            }
        }
        start = end
        return NetworkState.Tensor(name: entry.key, shape: shape, values: values)
    }
}
