import Foundation

/// A Python virtual environment under `.build/` with packages at fixed versions, made when a test first needs it.
public struct PythonEnvironment: Sendable {
    /// The environment's folder; programs of its packages are in `bin/`.
    public var folder: String
    public var python: String { folder + "/bin/python" }

    /// - Parameter packages: as pip takes them: `tensorboard==2.21.0`.
    /// - Returns: nil where there is no Python or no package index. A test then skips itself by name;
    ///   `XRUN_REQUIRE_ALL=1`, which `.ci/run` sets, makes that an error instead.
    public static func make(_ packages: [String]) throws -> PythonEnvironment? {
        let name = packages.map { $0.prefix { $0 != "=" } }.joined(separator: "-")
        let folder = "\(Repository.root)/.build/python/\(name)"
        let stamp = folder + "/xrun-packages"
        let wanted = packages.joined(separator: "\n")
        if (try? String(contentsOfFile: stamp, encoding: .utf8)) == wanted { return PythonEnvironment(folder: folder) }
        // flock: several test processes may want the same environment at once.
        let command = """
            set -e
            mkdir -p '\(folder)'
            exec 9>'\(folder).lock'
            flock 9
            [ "$(cat '\(stamp)' 2>/dev/null)" = '\(wanted)' ] && exit 0
            python3 -m venv --clear '\(folder)'
            '\(folder)/bin/pip' install --quiet --disable-pip-version-check \(packages.joined(separator: " "))
            printf '%s' '\(wanted)' >'\(stamp)'
            """
        let result = try Shell.run("sh", ["-c", command])
        guard result.status == 0 else {
            if ProcessInfo.processInfo.environment["XRUN_REQUIRE_ALL"] == "1" {
                throw Unavailable(packages: packages, reason: result.errors)
            }
            return nil
        }
        return PythonEnvironment(folder: folder)
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
