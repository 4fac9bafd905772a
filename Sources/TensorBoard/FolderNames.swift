import Glibc

/// The names in a folder. (Foundation's own way tells of most errors by a number of its own.)
package enum FolderNames {
    package struct Failure: Error {
        /// `errno`.
        package let code: Int32
    }

    /// In the order of their bytes, without `.` and `..`.
    /// - Throws: where the folder cannot be listed.
    package static func read(_ path: String) throws(Failure) -> [String] {
        guard let stream = unsafe opendir(path) else { throw Failure(code: errno) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw Failure(code: errno) }
                return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }
}
