import Glibc

/// A new file that only grows. The one door to the file descriptor; closes it when it goes.
struct AppendOnlyFile: ~Copyable {
    let path: String
    /// Nil once closed.
    private var descriptor: Int32?

    var isOpen: Bool { descriptor != nil }

    /// Makes the file; nil where one of that name is there already.
    init?(creating path: String) throws(TensorBoardError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let code = errno
            if code == EEXIST { return nil }
            throw .system(.create, path: path, errno: code)
        }
        self.path = path
        self.descriptor = descriptor
    }

    /// Writes the bytes, in one system call where the system takes them in one, and removes from `bytes` what is
    /// written. After an error the rest stays in `bytes`: a later call goes on where this one stopped, so that
    /// what another process reads is never torn in the middle, only short at the end.
    func append(_ bytes: inout [UInt8]) throws(TensorBoardError) {
        guard let descriptor else { throw .closed(path: path) }
        var written = 0
        var failure: Int32?
        while written < bytes.count, failure == nil {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe write(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                written += count
            } else {
                let code = errno
                if code != EINTR { failure = code }
            }
        }
        bytes.removeFirst(written)
        if let failure { throw .system(.write, path: path, errno: failure) }
    }

    /// Tells of what the system notices only now (network file systems, quotas). Closing twice does nothing.
    mutating func close() throws(TensorBoardError) {
        guard let descriptor else { return }
        self.descriptor = nil
        guard Glibc.close(descriptor) != 0 else { return }
        let code = errno
        // Linux frees the descriptor even when close is interrupted.
        if code != EINTR { throw .system(.close, path: path, errno: code) }
    }

    deinit {
        if let descriptor { _ = Glibc.close(descriptor) }
    }
}
