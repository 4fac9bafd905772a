import Foundation

/// Where the files of a known data set are looked for.
struct SearchPath: Sendable {
    private let dataDirectory: String?
    private let environment: [String: String]

    /// - Parameters:
    ///   - dataDirectory: the command line's `--data-dir`.
    ///   - environment: of the process; read are `XRUN_DATA_DIR`, `XDG_CACHE_HOME` and `HOME`.
    init(dataDirectory: String?, environment: [String: String]) {
        self.dataDirectory = dataDirectory
        self.environment = environment
    }

    /// Folders in the order of search. A folder that the experiment file names is the only one.
    func folders(for set: KnownFiles, given path: String?) -> [String] {
        if let path { return [expanded(path)] }
        var folders: [String] = []
        for directory in [dataDirectory, variable("XRUN_DATA_DIR")] {
            if let directory { folders += [directory, directory + "/" + set.name] }
        }
        if let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ $0 + "/.cache" }) {
            folders.append(cache + "/xrun/" + set.name)
        }
        return folders + ["/usr/share/datasets/" + set.name]
    }

    /// `~/data` as a shell would read it: in an experiment file no shell does.
    func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = variable("HOME") else { return path }
        return home + path.dropFirst(1)
    }

    /// The folder's whole path: a relative one begins where the program was started.
    static func absolute(_ folder: String) -> String {
        folder.hasPrefix("/") ? folder : FileManager.default.currentDirectoryPath + "/" + folder
    }

    /// An empty variable counts as none (XDG Base Directory Specification).
    private func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
