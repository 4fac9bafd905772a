/// The frame of one record: u64 length, u32 masked CRC-32C of those 8 bytes, payload, u32 masked CRC-32C of the
/// payload; all little-endian.
package enum TFRecord {
    package static func append(_ payload: [UInt8], to buffer: inout [UInt8]) {
        let length = littleEndian(UInt64(payload.count))
        buffer += length
        buffer += littleEndian(CRC32C.masked(CRC32C.checksum(length.span)))
        buffer += payload
        buffer += littleEndian(CRC32C.masked(CRC32C.checksum(payload.span)))
    }

    private static func littleEndian(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
