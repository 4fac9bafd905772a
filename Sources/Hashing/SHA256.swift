import CCrypto

/// SHA-256 (FIPS 180-4), computed by OpenSSL, which uses the processor's SHA instructions.
///
/// At once, `SHA256.hexadecimal(of: bytes)`; or piece by piece, in one order and never copied:
/// ```swift
/// var hash = SHA256()
/// hash.update(header)
/// hash.update(pixels)
/// let checksum = hash.finish()
/// ```
///
/// OpenSSL can fail here only where memory is exhausted, which no caller can mend: the process stops, as it does where
/// an array cannot grow.
@safe package struct SHA256: ~Copyable {
    /// The door to the unsafe memory: made in `init`, freed in `deinit`, seen by nothing else.
    private let context: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("no memory for a SHA-256 context") }
        unsafe self.context = context
        let started = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(started == 1, "OpenSSL has no SHA-256")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Appends `bytes` to the message.
    package mutating func update(_ bytes: RawSpan) {
        let updated = unsafe bytes.withUnsafeBytes { buffer in
            unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        precondition(updated == 1, "OpenSSL could not go on with SHA-256")
    }

    /// Appends `bytes` to the message.
    package mutating func update(_ bytes: Span<UInt8>) { unsafe update(bytes.bytes) }

    /// Appends `bytes` to the message.
    package mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

    /// The hash of the whole message: 64 lower-case hexadecimal digits.
    package consuming func finish() -> String {
        let digest = unsafe [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var written: UInt32 = 0
            let finished = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, &written)
            precondition(finished == 1, "OpenSSL could not finish SHA-256")
            count = Int(written)
        }
        return Self.hexadecimal(digest)
    }

    /// The hash of one message: 64 lower-case hexadecimal digits.
    package static func hexadecimal(of bytes: Span<UInt8>) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The hash of one message: 64 lower-case hexadecimal digits.
    package static func hexadecimal(of bytes: [UInt8]) -> String { hexadecimal(of: bytes.span) }

    private static func hexadecimal(_ digest: [UInt8]) -> String {
        let digits: [Character] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"]
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
