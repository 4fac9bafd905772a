import Hashing
import Testing

@Suite struct SHA256Tests {
    /// NIST's examples for SHA-256 (csrc.nist.gov, "Cryptographic Standards and Guidelines: Example Values").
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func `a message hashes to NIST's value`(message: String, expected: String) {
        #expect(SHA256.hexadecimal(of: Array(message.utf8)) == expected)
    }

    @Test(arguments: [1, 55, 56, 63, 64, 65, 1000])
    func `pieces of any size hash like the whole`(size: Int) {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var hash = SHA256()
        for start in stride(from: 0, to: message.count, by: size) {
            hash.update(Array(message[start..<min(start + size, message.count)]))
        }
        let pieces = hash.finish()
        #expect(pieces == SHA256.hexadecimal(of: message))
    }

    @Test func `a part of a buffer hashes without a copy`() {
        let message = Array("xxabcxx".utf8)
        #expect(
            SHA256.hexadecimal(of: message.span.extracting(2..<5))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
