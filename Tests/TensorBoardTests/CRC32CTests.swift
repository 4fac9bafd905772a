import TensorBoard
import Testing

@Suite struct CRC32CTests {
    @Test func `agrees with the published vectors`() {
        #expect(CRC32C.checksum(Array("123456789".utf8).span) == 0xE306_9283)
        // RFC 3720, appendix B.4
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32).span) == 0x8A91_36AA)
        #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32).span) == 0x62A8_AB43)
        #expect(CRC32C.checksum(Array(0..<32).span) == 0x46DD_794E)
    }

    @Test func `is masked as TFRecord wants it`() {
        #expect(CRC32C.masked(CRC32C.checksum([UInt8]().span)) == 0xA282_EAD8)
        #expect(CRC32C.masked(CRC32C.checksum(([0x1A, 0x11] + Array("CRC test, one two".utf8)).span)) == 0x5794_D08A)
    }

    @Test(arguments: Array(0...40) + [255, 256, 1000, 4099]) func `agrees with division bit by bit`(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }
        var remainder: UInt32 = .max
        for byte in bytes {
            for bit in 0..<8 {
                let feedback = remainder & 1 != UInt32(byte >> bit & 1)
                remainder >>= 1
                if feedback { remainder ^= 0x82F6_3B78 }
            }
        }
        #expect(CRC32C.checksum(bytes.span) == ~remainder)
    }
}
