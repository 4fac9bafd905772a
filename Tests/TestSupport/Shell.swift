import Foundation

/// Runs programs and gives back all that they printed.
public enum Shell {
    public struct Result: Sendable {
        public var status: Int32
        public var output: String
        public var errors: String
    }

    /// Whether `program` is found in `PATH`. A test that cannot do without it skips itself by name where it is not.
    /// - Throws: where it is not, and `XRUN_REQUIRE_ALL=1`, which `.ci/run` sets, lets no test skip itself.
    public static func has(_ program: String) throws -> Bool {
        if try run("sh", ["-c", "command -v \(program)"]).status == 0 { return true }
        if ProcessInfo.processInfo.environment["XRUN_REQUIRE_ALL"] == "1" { throw Missing(program: program) }
        return false
    }

    private struct Missing: Error, CustomStringConvertible {
        var program: String
        var description: String { "\(program) is not installed" }
    }

    /// Runs `program` (a path, or a name found in `PATH`) to its end.
    /// - Parameter environment: added to the test's own environment.
    public static func run(
        _ program: String, _ arguments: [String] = [], in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Files, not pipes: a pipe that nobody reads while the other is drained would block the program.
        let captured = try TemporaryFolder()
        let (output, errors) = (captured.file("output"), captured.file("errors"))
        for path in [output, errors] { try Data().write(to: URL(fileURLWithPath: path)) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        process.waitUntilExit()
        func text(_ path: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        }
        return Result(status: process.terminationStatus, output: try text(output), errors: try text(errors))
    }
}
