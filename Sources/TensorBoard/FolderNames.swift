import Glibc

/// The names in a folder, in no order. (Foundation's own way tells of most errors by a number of its own.)
enum FolderNames {
    /// - Throws: `system` where the folder cannot be listed.
    static func read(_ path: String) throws(TensorBoardError) -> [String] {
        guard let stream = unsafe opendir(path) else { throw .system(.list, path: path, errno: errno) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw .system(.list, path: path, errno: errno) }
                return names
            }
            names.append(
                unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
    }
}
