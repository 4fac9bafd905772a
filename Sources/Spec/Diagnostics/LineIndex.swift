/// Finds a text's lines by number, with line breaks as places count them.
struct LineIndex {
    private let bytes: [UInt8]
    /// Offset of each line's first byte.
    private let starts: [Int]
    /// Lines that were asked for, by number: one may be the whole file, and have ten thousands of errors.
    private var decoded: [Int: [Unicode.Scalar]] = [:]

    init(_ text: [UInt8]) {
        bytes = SourceText(file: "", bytes: text).bytes
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let length = Self.breakLength(bytes, at: index)
            index += max(1, length)
            if length > 0 { starts.append(index) }
        }
        self.starts = starts
    }

    /// The line without its break; nil beyond the last. Bytes that are no UTF-8 are shown as U+FFFD.
    mutating func line(_ number: Int) -> [Unicode.Scalar]? {
        if let known = decoded[number] { return known }
        guard starts.indices.contains(number - 1) else { return nil }
        let end = number < starts.count ? starts[number] : bytes.count
        let line = String(decoding: bytes[starts[number - 1]..<end], as: UTF8.self).unicodeScalars
            .prefix { !LineBreak.isBreak($0) }.map(\.self)
        decoded[number] = line
        return line
    }

    /// Bytes of the line break at `index`; 0 where there is none.
    private static func breakLength(_ bytes: [UInt8], at index: Int) -> Int {
        func follows(_ rest: UInt8...) -> Bool { bytes[(index + 1)...].starts(with: rest) }
        switch bytes[index] {
        case 0x0A: return 1
        case 0x0D: return follows(0x0A) ? 2 : 1
        case 0xC2: return follows(0x85) ? 2 : 0  // NEL
        case 0xE2: return follows(0x80, 0xA8) || follows(0x80, 0xA9) ? 3 : 0  // LS, PS
        default: return 0
        }
    }
}
