import Foundation

/// A Python virtual environment under `.build/` with packages at fixed versions, made when a test or a script first needs
/// it (`scripts/python-env`).
public struct PythonEnvironment: Sendable {
    /// The environment's folder; programs of its packages are in `bin/`.
    public var folder: String
    public var python: String { folder + "/bin/python" }

    /// - Parameter packages: as pip takes them: `tensorboard==2.21.0`.
    /// - Returns: nil where there is no Python or no package index. A test then skips itself by name;
    ///   `XRUN_REQUIRE_ALL=1`, which `.ci/run` sets, makes that an error instead.
    public static func make(_ packages: [String]) throws -> PythonEnvironment? {
        let name = packages.map { $0.prefix { $0 != "=" } }.joined(separator: "-")
        let result = try Shell.run("\(Repository.root)/scripts/python-env", [name] + packages)
        guard result.status == 0 else {
            if ProcessInfo.processInfo.environment["XRUN_REQUIRE_ALL"] == "1" {
                throw Unavailable(packages: packages, reason: result.errors)
            }
            return nil
        }
        return PythonEnvironment(folder: String(result.output.prefix { !$0.isNewline }))
    }

    /// Runs a script's text and gives back what it printed.
    public func run(_ script: String, _ arguments: [String] = []) throws -> Shell.Result {
        try Shell.run(python, ["-c", script] + arguments)
    }

    struct Unavailable: Error {
        var packages: [String]
        var reason: String
    }
}
