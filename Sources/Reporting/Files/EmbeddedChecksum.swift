import Hashing

/// A checksum that stands in the file that it is of: the SHA-256 of the whole file with these 64 digits as zeros.
enum EmbeddedChecksum {
    /// What stands in its place while it is computed.
    static let blank = [UInt8](repeating: UInt8(ascii: "0"), count: 64)

    /// Its digits.
    /// - Parameter place: where they stand in `bytes`, or are to stand.
    static func digits(of bytes: [UInt8], at place: Range<Int>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes.span.extracting(..<place.lowerBound))
        hash.update(blank)
        hash.update(bytes.span.extracting(place.upperBound...))
        return Array(hash.finish().utf8)
    }
}
