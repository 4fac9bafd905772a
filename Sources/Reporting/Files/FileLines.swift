import Glibc

/// The lines of a plain file, which may be of any size: of what is read only a piece is in memory.
struct FileLines: ~Copyable {
    /// In bytes; longer than any line that xrun writes.
    private static let longestLine = 1 << 16

    private let file: Descriptor
    private let pieceSize: Int
    /// What is read and not yet given, from `start` on.
    private var piece: [UInt8]
    private var start = 0

    /// Opens the file, never through a link.
    /// - Parameter pieceSize: bytes to read at a time.
    /// - Throws: `system` where it cannot be read; `notPlain` where something else stands in its place.
    init(of path: String, pieceSize: Int) throws(ReportingError) {
        let opened = try Descriptor.open(path, O_RDONLY | O_NONBLOCK, for: .read)
        piece = try opened.read(first: pieceSize)
        file = opened
        self.pieceSize = pieceSize
    }

    /// The next line, without its line feed; nil where no other one ends, or it is longer than any of ours.
    /// - Throws: `system` where it cannot be read.
    mutating func next() throws(ReportingError) -> [UInt8]? {
        while true {
            if let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
                guard end - start <= Self.longestLine else { return nil }
                let line = Array(piece[start..<end])
                start = end + 1
                return line
            }
            piece.removeFirst(start)
            start = 0
            guard piece.count <= Self.longestLine else { return nil }
            let more = try file.read(first: pieceSize)
            guard !more.isEmpty else { return nil }
            piece += more
        }
    }
}
