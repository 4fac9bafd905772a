import CZlib
import Experiment
import Foundation

/// A file's bytes from front to back, decompressed on the way if they are gzip (RFC 1952): zlib's reader behind one
/// door. Whether a file is compressed is read from its first bytes, not from its name.
@safe struct DecompressedFile: ~Copyable {
    /// Closed in `deinit`, seen by nothing else.
    private let stream: gzFile
    /// Bytes on disk.
    private let size: Int

    /// Deflate turns one byte into 1032 at most (zlib, "Technical Details", Maximum Compression Factor).
    private static let greatestExpansion = 1032

    init(path: String) throws(IDXFault) {
        // O_NONBLOCK: a named pipe in the place of the file must not stop the program.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(systemError(errno)) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable("it is no regular file")
        }
        guard let stream = unsafe gzdopen(descriptor, "rb") else {
            close(descriptor)
            throw .unreadable("no memory to decompress it")
        }
        _ = unsafe gzbuffer(stream, 1 << 18)
        unsafe self.stream = stream
        size = Int(status.st_size)
    }

    deinit { _ = unsafe gzclose(stream) }

    /// Whether the file is large enough to hold `count` bytes at all, so that no more is allocated than can arrive.
    func canHold(_ count: Int) -> Bool {
        let isPlain = unsafe gzdirect(stream) == 1
        return count / (isPlain ? 1 : Self.greatestExpansion) <= size
    }

    /// The next `count` bytes; fewer only where the file ends, or its compressed stream breaks off.
    mutating func read(_ count: Int) throws(IDXFault) -> [UInt8] {
        let wanted = UInt32(clamping: count)
        return try [UInt8](capacity: count) { output throws(IDXFault) in
            try unsafe output.withUnsafeMutableBufferPointer { buffer, initialized throws(IDXFault) in
                let received = unsafe gzread(stream, buffer.baseAddress, wanted)
                guard received >= 0 else { throw unsafe Self.fault(of: stream) }
                initialized = Int(received)
            }
        }
    }

    /// Whether the compressed stream is whole; always true for a plain file. Call it after a read met the end.
    var isComplete: Bool {
        var code: Int32 = Z_OK
        _ = unsafe gzerror(stream, &code)
        return code == Z_OK
    }

    private static func fault(of stream: gzFile) -> IDXFault {
        var code: Int32 = Z_OK
        let message = unsafe gzerror(stream, &code)
        if code == Z_ERRNO { return .unreadable(systemError(errno)) }
        let text = unsafe message.map { unsafe String(cString: $0) } ?? "zlib error \(code)"
        // zlib names what it reads: a file that was opened as a descriptor is `<fd:6>: `.
        return .damaged(text.replacing(#/^<fd:\d+>: /#, with: ""))
    }
}
