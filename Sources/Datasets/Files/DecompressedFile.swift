import CZlib
import Experiment
import Glibc

/// A file's bytes from front to back, decompressed on the way if they are gzip (RFC 1952). Whether a file is compressed
/// is read from its first bytes, not from its name.
///
/// zlib's own reader of files says nothing of what follows the compressed data; this one does.
@safe final class DecompressedFile {
    private enum State {
        case plain
        /// Within compressed data.
        case compressed
        /// Behind compressed data: more of it may follow, as one file after the other makes it.
        case between
        /// Within zeros that fill the file up to the block size of a tape.
        case padding
    }

    /// Closed and freed in `deinit`, seen by nothing else, as the memory below.
    private let descriptor: Int32
    /// zlib's state, which must stay where it is. Its input is what is left in `buffer`, of a plain file too.
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer: UnsafeMutablePointer<UInt8>
    private var state = State.plain
    /// Bytes on disk.
    private let size: Int

    private static let bufferSize = 1 << 18
    /// Deflate turns one byte into 1032 at most (zlib, "Technical Details", Maximum Compression Factor).
    private static let greatestExpansion = 1032

    init(path: String) throws(IDXFault) {
        // O_NONBLOCK: a named pipe in the place of the file must not stop the program.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(systemError(errno)) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .unreadable(systemError(code))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable("it is no regular file")
        }
        self.descriptor = descriptor
        size = Int(status.st_size)
        unsafe buffer = .allocate(capacity: Self.bufferSize)
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 more than the largest window: gzip's header and trailer, and no other.
        let code = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw .unreadable("no memory to decompress it") }
        if try fill(), unsafe input.starts(with: [0x1F, 0x8B]) { state = .compressed }
    }

    deinit {
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe buffer.deallocate()
        _ = close(descriptor)
    }

    /// Whether the file is large enough to hold `count` bytes at all, so that no more is allocated than can arrive.
    func canHold(_ count: Int) -> Bool {
        count / (state == .plain ? 1 : Self.greatestExpansion) <= size
    }

    /// The next `count` bytes; fewer only where the file ends, or its compressed stream breaks off.
    func read(_ count: Int) throws(IDXFault) -> [UInt8] {
        try [UInt8](capacity: count) { output throws(IDXFault) in
            try unsafe output.withUnsafeMutableBufferPointer { target, initialized throws(IDXFault) in
                while initialized < count, try fill() {
                    let rest = unsafe UnsafeMutableBufferPointer(rebasing: target[initialized..<count])
                    initialized += try unsafe move(to: rest)
                }
            }
        }
    }

    /// Whether no compressed data breaks off; always true for a plain file. Call it after a read met the end.
    var isComplete: Bool { state != .compressed }

    // MARK: Input

    /// What was read of the file and is not used up.
    private var input: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: stream.pointee.next_in, count: Int(stream.pointee.avail_in))
    }

    /// Sees to it that there is input; false where the file ends.
    private func fill() throws(IDXFault) -> Bool {
        while unsafe stream.pointee.avail_in == 0 {
            let count = unsafe Glibc.read(descriptor, buffer, Self.bufferSize)
            if count == 0 { return false }
            if count > 0 {
                unsafe stream.pointee.next_in = buffer
                unsafe stream.pointee.avail_in = UInt32(count)
            } else {
                let code = errno
                if code != EINTR { throw .unreadable(systemError(code)) }
            }
        }
        return true
    }

    /// Uses up input, of which there must be some.
    /// - Returns: how many bytes of `target` it has filled.
    private func move(to target: UnsafeMutableBufferPointer<UInt8>) throws(IDXFault) -> Int {
        switch state {
        case .plain:
            let count = unsafe min(Int(stream.pointee.avail_in), target.count)
            _ = unsafe target.initialize(fromContentsOf: input.prefix(count))
            unsafe stream.pointee.next_in = stream.pointee.next_in.advanced(by: count)
            unsafe stream.pointee.avail_in -= UInt32(count)
            return count
        case .compressed: return try unsafe decompress(to: target)
        case .between, .padding:
            try goOn()
            return 0
        }
    }

    private func decompress(to target: UnsafeMutableBufferPointer<UInt8>) throws(IDXFault) -> Int {
        let room = UInt32(clamping: target.count)
        unsafe stream.pointee.next_out = target.baseAddress
        unsafe stream.pointee.avail_out = room
        let code = unsafe inflate(stream, Z_NO_FLUSH)
        switch code {
        case Z_OK: break
        case Z_STREAM_END: state = .between
        default:
            let message = unsafe stream.pointee.msg
            throw .damaged(unsafe message.map { unsafe String(cString: $0) } ?? "zlib error \(code)")
        }
        return unsafe Int(room - stream.pointee.avail_out)
    }

    /// Begins more compressed data, or passes over zeros; nothing else may follow, as nothing may follow plain values.
    private func goOn() throws(IDXFault) {
        if state == .between, unsafe input.first == 0x1F {
            _ = unsafe inflateReset(stream)
            state = .compressed
        } else if unsafe input.allSatisfy({ $0 == 0 }) {
            unsafe stream.pointee.avail_in = 0
            state = .padding
        } else {
            throw .beyondCompressed
        }
    }
}
