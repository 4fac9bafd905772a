import Foundation

/// Where the files of a known data set are looked for.
struct SearchPath: Sendable {
    /// A folder to look in.
    struct Place: Sendable {
        var folder: String
        /// The variable whose value it is: what a user names has to be there. Nil for a place that need not be there, and
        /// for the command line's, which is checked with the command line.
        var variable: String?
    }

    private let dataDirectory: String?
    private let environment: [String: String]

    /// - Parameters:
    ///   - dataDirectory: the command line's `--data-dir`.
    ///   - environment: of the process; read are `XRUN_DATA_DIR`, `XDG_CACHE_HOME` and `HOME`.
    init(dataDirectory: String?, environment: [String: String]) {
        self.dataDirectory = dataDirectory
        self.environment = environment
    }

    /// Places in the order of search. A folder that the experiment file names is the only one.
    func places(for set: KnownFiles, given path: String?) -> [Place] {
        if let path { return [Place(folder: expanded(path))] }
        var places: [Place] = []
        func add(_ directory: String, variable: String? = nil) {
            places += [Place(folder: directory, variable: variable), Place(folder: directory + "/" + set.name)]
        }
        if let dataDirectory { add(dataDirectory) }
        if let directory = variable("XRUN_DATA_DIR") { add(directory, variable: "XRUN_DATA_DIR") }
        if let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ $0 + "/.cache" }) {
            places.append(Place(folder: cache + "/xrun/" + set.name))
        }
        return places + [Place(folder: "/usr/share/datasets/" + set.name)]
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
