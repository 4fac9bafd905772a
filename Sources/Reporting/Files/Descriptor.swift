import Glibc

/// An open file, the only way in this module to the system's descriptors: closed when it goes.
struct Descriptor: ~Copyable {
    private let number: Int32
    let path: String

    private init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    deinit { _ = close(number) }

    /// Opens `path`, and not through a symbolic link in its last part unless told so.
    /// - Parameter permissions: of a file that is made, less what the user's `umask` takes.
    static func open(
        _ path: String, _ flags: Int32, followingLinks: Bool = false, permissions: mode_t = 0o644,
        for operation: ReportingError.Operation
    ) throws(ReportingError) -> Descriptor {
        guard !path.utf8.contains(0) else { throw .unusableName(path, reason: "it contains a NUL byte") }
        while true {
            let number = unsafe Glibc.open(path, flags | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW), permissions)
            if number >= 0 { return Descriptor(number: number, path: path) }
            switch errno {
            case EINTR: continue
            case ELOOP: throw .notPlain(path: path)
            case let code: throw .system(operation, path: path, errno: code)
            }
        }
    }

    /// The number of the output or the error stream where it goes to `file`; nil where neither does.
    static func standardStream(to file: FileStatus) -> Int32? {
        [STDOUT_FILENO, STDERR_FILENO].first { number in
            var raw = stat()
            return unsafe fstat(number, &raw) == 0 && FileStatus(raw).isSameFile(as: file)
        }
    }

    /// A second descriptor of an open file: what one writes, the other goes on behind.
    /// - Parameter path: what the file is called in errors.
    static func duplicate(_ original: Int32, path: String) throws(ReportingError) -> Descriptor {
        let number = fcntl(original, F_DUPFD_CLOEXEC, 0)
        guard number >= 0 else { throw .system(.write, path: path, errno: errno) }
        return Descriptor(number: number, path: path)
    }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8]) throws(ReportingError) { unsafe try write(bytes.span.bytes) }

    /// Writes all of `bytes`.
    func write(_ bytes: RawSpan) throws(ReportingError) {
        var written = 0
        while written < bytes.byteCount {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(number, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                written += count
            } else {
                let code = errno
                if code != EINTR { throw .system(.write, path: path, errno: code) }
            }
        }
    }

    /// Reads to the end; a file that is no plain one, or longer than `limit` bytes, is refused.
    func read(limit: Int) throws(ReportingError) -> [UInt8] {
        let bytes = try read(first: min(limit, .max - 1) + 1)
        guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        return bytes
    }

    /// Reads the next `most` bytes, or to the end; a file that is no plain one is refused.
    func read(first most: Int) throws(ReportingError) -> [UInt8] {
        guard try status().isRegularFile else { throw .notPlain(path: path) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(most, 1 << 16))
        while bytes.count < most {
            let wanted = min(chunk.count, most - bytes.count)
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(number, buffer.baseAddress, wanted)
            }
            if count == 0 { break }
            if count < 0 {
                let code = errno
                if code == EINTR { continue }
                throw .system(.read, path: path, errno: code)
            }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    /// Waits until what was written is on the disk.
    func synchronize() throws(ReportingError) {
        guard fsync(number) != 0 else { return }
        let code = errno
        // Some file systems have nothing to synchronize for a folder.
        if code != EINVAL && code != EROFS { throw .system(.write, path: path, errno: code) }
    }

    /// Makes `bytes` all that the file holds, on the disk. Who reads meanwhile finds the old bytes or the new ones, as
    /// long as there are as many.
    func replace(by bytes: [UInt8]) throws(ReportingError) {
        guard lseek(number, 0, SEEK_SET) == 0 else { throw .system(.write, path: path, errno: errno) }
        try write(bytes)
        try truncate(to: bytes.count)
        try synchronize()
    }

    /// Cuts the file behind its first `size` bytes and goes there.
    func truncate(to size: Int) throws(ReportingError) {
        guard ftruncate(number, size) == 0, lseek(number, size, SEEK_SET) == size else {
            throw .system(.write, path: path, errno: errno)
        }
    }

    /// Takes the file's lock for this descriptor. A lock of the other kind that it has is given up.
    func tryLock(
        _ kind: FileLocks.Kind = .exclusive, of locks: FileLocks
    ) throws(ReportingError) -> FileLocks.Answer { try locks.take(number, kind, path: path) }

    /// Ends the lock at once. Closing the descriptor leaves it to a program that is just being started, which has a
    /// duplicate until it is.
    func unlock() { _ = flock(number, LOCK_UN) }

    /// Removes the file, unless another one stands at its path.
    func remove() throws(ReportingError) {
        guard try isInPlace(), unsafe unlink(path) != 0 else { return }
        let code = errno
        // Somebody else was quicker.
        if code != ENOENT { throw .system(.remove, path: path, errno: code) }
    }

    func status() throws(ReportingError) -> FileStatus {
        var raw = stat()
        guard unsafe fstat(number, &raw) == 0 else { throw .system(.read, path: path, errno: errno) }
        return FileStatus(raw)
    }

    /// Whether it is still the file at its path: somebody may have removed it, or put another one there.
    /// - Throws: `system` where that cannot be found out.
    func isInPlace() throws(ReportingError) -> Bool {
        let own = try status()
        var raw = stat()
        if unsafe lstat(path, &raw) == 0 { return FileStatus(raw).isSameFile(as: own) }
        let code = errno
        guard code == ENOENT else { throw .system(.read, path: path, errno: code) }
        return false
    }
}

/// What stands at a path.
struct FileStatus: Equatable {
    let device: UInt64
    let inode: UInt64
    private let mode: mode_t

    fileprivate init(_ raw: stat) {
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        mode = raw.st_mode
    }

    /// The status of `path` itself, not of what a link there points to; nil where there is nothing.
    init?(of path: String) {
        var raw = stat()
        guard !path.utf8.contains(0), unsafe lstat(path, &raw) == 0 else { return nil }
        self.init(raw)
    }

    var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
    var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    var isLink: Bool { mode & S_IFMT == S_IFLNK }

    func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
