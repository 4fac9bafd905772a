import ArgumentParser
import Foundation

/// Where data sets are looked for first.
struct DataOptions: ParsableArguments {
    @Option(
        name: .customLong("data-dir"),
        help: ArgumentHelp(
            "Where to look for known data sets first. (All places: xrun help datasets.)",
            valueName: "dir"),
        completion: .directory)
    var folder: String?

    /// A folder that is misspelt would be passed over, and data from another place used.
    func validate() throws {
        if let folder { try Self.check(folder, as: "--data-dir \(folder)") }
        // An empty variable counts as none.
        if let folder = ProcessInfo.processInfo.environment["XRUN_DATA_DIR"], !folder.isEmpty {
            try Self.check(folder, as: "XRUN_DATA_DIR=\(folder)")
        }
    }

    /// - Parameter option: as it was given.
    private static func check(_ folder: String, as option: String) throws {
        if (try? FileManager.default.contentsOfDirectory(atPath: folder)) == nil {
            throw ValidationError("\(option): there is no such folder, or it cannot be read")
        }
    }
}
