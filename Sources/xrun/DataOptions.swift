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
        if let folder, (try? FileManager.default.contentsOfDirectory(atPath: folder)) == nil {
            throw ValidationError("--data-dir \(folder): there is no such folder, or it cannot be read")
        }
    }
}
