/// An IDX file of bytes in memory (yann.lecun.com/exdb/mnist): two zero bytes, the type code 8 for unsigned bytes, the
/// number of dimensions, each one's size as a big-endian 32-bit number, then the values, the last dimension fastest.
struct IDXFile: Sendable {
    var path: String
    /// Everything before the values, as stored: part of the checksum.
    var header: [UInt8]
    var dimensions: [Int]
    var values: [UInt8]

    /// Greatest size in bytes, header included: 2 GiB less one, so that a sample's number fits in an Int32.
    static let sizeLimit = Int(Int32.max)

    /// Reads a file whose number of dimensions is in `ranks`.
    ///
    /// Nothing is believed before it is checked: sizes are held against the limit and the file's size before memory is
    /// taken, and no more than one byte beyond the declared values is ever decompressed, in whichever order of bytes the
    /// sizes are read.
    init(path: String, ranks: ClosedRange<Int>) throws(IDXFault) {
        let file = try DecompressedFile(path: path)
        let magic = try file.read(4)
        if Self.isLittleEndian(magic) { throw .littleEndian }
        guard magic.count == 4, magic[0] == 0, magic[1] == 0 else { throw .notIDX }
        guard magic[2] == 0x08 else { throw .elementType(magic[2]) }
        let rank = Int(magic[3])
        guard ranks.contains(rank) else { throw .rank(rank, expected: ranks) }

        let sizes = try file.read(4 * rank)
        guard sizes.count == 4 * rank else { throw .truncated(found: magic.count + sizes.count, declared: nil) }
        let dimensions = (0..<rank).map { index in
            sizes[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        guard !dimensions.contains(0) else { throw .empty(dimensions) }
        let header = magic + sizes
        guard let declared = Self.byteCount(of: dimensions) else {
            throw try Self.cause(of: .tooLarge(dimensions), dimensions, in: file)
        }
        guard file.canHold(declared) else {
            throw try Self.cause(of: .truncated(found: nil, declared: declared), dimensions, in: file)
        }

        let count = declared - header.count
        let values = try file.read(count)
        guard values.count == count else {
            let fault = IDXFault.truncated(found: header.count + values.count, declared: declared)
            throw try Self.cause(of: fault, dimensions, after: values.count, in: file)
        }
        // Asking for one byte more also makes zlib check the sum at the end of a compressed file.
        let further = try file.read(1)
        guard further.isEmpty else {
            throw try Self.cause(
                of: .trailing(declared: declared), dimensions, after: count + further.count, in: file)
        }
        guard file.isComplete else { throw .damaged("it breaks off in its last bytes") }
        self.path = path
        self.header = header
        self.dimensions = dimensions
        self.values = values
    }

    /// Bytes of a file of these sizes, header included; nil above the limit.
    private static func byteCount(of dimensions: [Int]) -> Int? {
        var count = 1
        for dimension in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow, product <= sizeLimit else { return nil }
            count = product
        }
        let all = headerSize(rank: dimensions.count) + count
        return all <= sizeLimit ? all : nil
    }

    private static func headerSize(rank: Int) -> Int { 4 + 4 * rank }

    // MARK: The other order of bytes

    /// Whether a file begins with a rank, a type and two zeros: the first four bytes written as one little-endian number.
    private static func isLittleEndian(_ magic: [UInt8]) -> Bool {
        magic.count == 4 && (1...4).contains(magic[0]) && (0x08...0x0E).contains(magic[1]) && magic[2] == 0
            && magic[3] == 0
    }

    /// What is behind sizes that do not fit the file: that they are little-endian, where read so they are exactly those
    /// of the values that follow; else `fault`.
    /// - Parameter found: how many bytes have been read of the values.
    private static func cause(
        of fault: IDXFault, _ dimensions: [Int], after found: Int = 0, in file: DecompressedFile
    ) throws(IDXFault) -> IDXFault {
        let swapped = dimensions.map { Int(UInt32(truncatingIfNeeded: $0).byteSwapped) }
        guard let declared = byteCount(of: swapped), file.canHold(declared) else { return fault }
        let rest = declared - headerSize(rank: dimensions.count) - found
        guard rest >= 0 else { return fault }
        return try file.read(rest + 1).count == rest ? .littleEndian : fault
    }
}

/// Why a file is no IDX file that can be used.
enum IDXFault: Error, Hashable {
    /// The operating system's words, or ours.
    case unreadable(String)
    /// zlib's words: the compressed stream is damaged.
    case damaged(String)
    case notIDX
    /// Its header has the bytes of each number in the other order.
    case littleEndian
    case elementType(UInt8)
    case rank(Int, expected: ClosedRange<Int>)
    case empty([Int])
    case tooLarge([Int])
    /// Sizes in bytes, header included; nil where not known.
    case truncated(found: Int?, declared: Int?)
    case trailing(declared: Int)
    /// What follows the compressed data is neither more of it nor zeros.
    case beyondCompressed
}
