/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final exclusive-or 0xFFFFFFFF.
/// Eight table look-ups take eight bytes at once ("slicing-by-8": Kounavis and Berry, ISCC 2005).
package enum CRC32C {
    /// `tables[k][b]`: what byte `b` adds to the checksum when `k` further bytes follow it.
    private static let tables: [[UInt32]] = {
        let first = (UInt32(0)..<256).map { byte in
            var crc = byte
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
            return crc
        }
        var tables = [first]
        while tables.count < 8 {
            tables.append(tables[tables.count - 1].map { $0 >> 8 ^ first[Int($0 & 0xFF)] })
        }
        return tables
    }()

    package static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        let tables = tables
        var crc: UInt32 = 0xFFFF_FFFF
        var index = 0
        while index + 8 <= bytes.count {
            var next: UInt32 = 0
            for position in 0..<8 {
                let before = position < 4 ? UInt8(truncatingIfNeeded: crc >> (8 * position)) : 0
                next ^= tables[7 - position][Int(bytes[index + position] ^ before)]
            }
            crc = next
            index += 8
        }
        while index < bytes.count {
            crc = crc >> 8 ^ tables[0][Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])]
            index += 1
        }
        return ~crc
    }

    /// TFRecord's mask, so that a checksum of data that holds checksums stays a good one
    /// (tensorflow/core/lib/hash/crc32c.h).
    package static func masked(_ crc: UInt32) -> UInt32 { (crc >> 15 | crc << 17) &+ 0xA282_EAD8 }
}
