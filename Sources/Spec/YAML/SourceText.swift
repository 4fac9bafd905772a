import Experiment
import Foundation

/// A text that the user wrote, and where its first character stands.
struct SourceText {
    var file: String
    var bytes: [UInt8]
    var firstLine = 1
    var firstColumn = 1

    /// Far above any experiment file, and read in a moment. What is made of so much text has limits of its own: its
    /// values, their nesting, its runs.
    static let byteLimit = 16 << 20

    init(file: String, bytes: [UInt8], firstLine: Int = 1, firstColumn: Int = 1) {
        self.file = file
        // A byte order mark says nothing in UTF-8, and would shift the first line's columns.
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        self.firstLine = firstLine
        self.firstColumn = firstColumn
    }

    /// Reads a regular file whose size is checked before a byte of it is read.
    init(readingFrom path: String) throws(Diagnostic) {
        func failure(_ what: String) -> Diagnostic { Diagnostic("cannot read '\(path)': \(what)") }
        guard !path.utf8.contains(0) else { throw failure("its name holds a NUL character") }
        // O_NONBLOCK: opening a pipe that nobody writes to must not wait for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            var failure = failure(systemError(code))
            if code == ENOENT { failure.suggestion = Self.experimentFile(near: path) }
            throw failure
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure(systemError(errno)) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw failure("it is a folder")
        default: throw failure("it is no regular file")
        }
        guard status.st_size <= Self.byteLimit else {
            throw failure(
                "it has \(status.st_size >> 20) MB; an experiment file has at most \(Self.byteLimit >> 20) MB")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw failure(systemError(errno))
            }
            if count == 0 { break }  // the file was cut while it was read
            filled += count
        }
        self.init(file: path, bytes: Array(bytes.prefix(filled)))
    }

    /// The file in the same folder whose name `path` misspells.
    private static func experimentFile(near path: String) -> String? {
        let folder = String(path.unicodeScalars[..<nameStart(of: path)])  // with its slash
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        // A link that leads nowhere has the very name that is looked for.
        let candidates = names.filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && folder + $0 != path }
            .sorted()
        guard let near = Suggestion.nearest(to: stem(of: path), among: candidates.map(stem)) else { return nil }
        return candidates.first { stem(of: $0) == near }.map { folder + $0 }
    }

    /// A file's name without its folder and without what follows the name's last dot.
    static func stem(of path: String) -> String {
        let name = path.unicodeScalars[nameStart(of: path)...]
        return String(name.lastIndex(of: ".").map { name[..<$0] } ?? name)
    }

    /// Paths are taken apart here: Foundation traps in `deletingLastPathComponent` of a path of one character. By
    /// scalars, as the system does: a slash with an accent on it is one character, and yet ends a folder.
    private static func nameStart(of path: String) -> String.Index {
        let scalars = path.unicodeScalars
        return scalars.lastIndex(of: "/").map(scalars.index(after:)) ?? scalars.startIndex
    }

    /// The place of a line and column of this text; a setting of the command line begins in mid-line.
    func place(line: Int, column: Int, length: Int = 1) -> SourceLocation {
        SourceLocation(
            file: file, line: firstLine + line - 1, column: line == 1 ? firstColumn + column - 1 : column,
            length: length)
    }
}

/// Line breaks as libyaml counts them: LF, CR, CRLF, and NEL, LS, PS.
enum LineBreak {
    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}

/// Counts lines and columns, both from 1, while a text is walked through.
struct LineCounter {
    private(set) var line = 1
    private(set) var column = 1
    private var afterCarriageReturn = false

    mutating func advance(over scalar: Unicode.Scalar) {
        if scalar == "\n", afterCarriageReturn {
            afterCarriageReturn = false
        } else if LineBreak.isBreak(scalar) {
            line += 1
            column = 1
            afterCarriageReturn = scalar == "\r"
        } else {
            column += 1
            afterCarriageReturn = false
        }
    }
}
