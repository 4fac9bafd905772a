import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A TensorBoard of the test's own, from PyPI, that is asked over HTTP what a user would see. Stopped when the test
/// lets go of it.
public final class TensorBoardServer: Sendable {
    /// TensorBoard reads event files in two ways, which differ in what they forgive.
    public enum Loader: String, CaseIterable, Sendable {
        /// The data server in Rust: the default.
        case rust = "--load_fast=true"
        case python = "--load_fast=false"
    }

    public struct Point: Hashable, Sendable {
        public var step: Int
        public var value: Double

        public init(step: Int, value: Double) {
            self.step = step
            self.value = value
        }
    }

    public struct Problem: Error, CustomStringConvertible {
        public var description: String
    }

    /// The environment that TensorBoard and `TensorBoardReader` run in; nil where it cannot be made.
    public static func python() throws -> PythonEnvironment? {
        let packages = try String(contentsOfFile: "\(Repository.root)/scripts/tensorboard.txt", encoding: .utf8)
        return try PythonEnvironment.make(packages.split(whereSeparator: \.isNewline).map(String.init))
    }

    private let process: Process
    private let address: String
    private let errorFile: String
    private let folder: TemporaryFolder

    /// Starts TensorBoard on a free port over the runs below `logFolder`, and waits until it answers.
    public init(logFolder: String, loader: Loader, python: PythonEnvironment) async throws {
        folder = try TemporaryFolder()
        errorFile = try folder.write("", to: "errors")
        process = Process()
        process.executableURL = URL(fileURLWithPath: python.python)
        process.arguments = [
            "-m", "tensorboard.main", "--logdir", logFolder, "--host", "127.0.0.1", "--port", "0",
            "--reload_interval", "1", "--samples_per_plugin", "scalars=1000000", loader.rawValue,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorFile))
        try process.run()
        // It chooses the port itself and tells: "TensorBoard 2.21.0 at http://127.0.0.1:41234/ (Press …)".
        var told: String?
        for _ in 0..<6000 where told == nil {
            try await Task.sleep(for: .milliseconds(100))
            let errors = try String(contentsOfFile: errorFile, encoding: .utf8)
            told = errors.firstMatch(of: /TensorBoard \S+ at (http:\/\/\S+)\/\s/).map { String($0.output.1) }
            guard process.isRunning else { throw Problem(description: "TensorBoard ended: \(errors)") }
        }
        address = told ?? ""
        if told == nil { throw Problem(description: "TensorBoard did not start within ten minutes") }
    }

    /// By SIGKILL: a program that was started from a dispatch thread inherits a mask that blocks SIGTERM. Its data
    /// server ends with it. Nobody waits: `waitUntilExit` never returns on another thread than the one that started
    /// the program.
    deinit { kill(process.processIdentifier, SIGKILL) }

    /// What it wrote to its standard error so far.
    public var errors: String {
        get throws { try String(contentsOfFile: errorFile, encoding: .utf8) }
    }

    /// Lines that tell of trouble with the files: warnings of either loader.
    public var warnings: [String] {
        get throws {
            try errors.split(separator: "\n").map(String.init).filter {
                $0.contains("WARN") || $0.contains("ERROR") || $0.contains(/^[WE]\d{4}\s/) || $0.contains("Traceback")
            }
        }
    }

    /// Asks again and again until the answer is the wanted one: files are loaded in the background. Throws where that
    /// takes longer than ten minutes.
    public func ask<Answer>(
        _ question: () async throws -> Answer, until isWanted: (Answer) -> Bool
    ) async throws -> Answer {
        var answer = try await question()
        for _ in 0..<2000 where !isWanted(answer) {
            try await Task.sleep(for: .milliseconds(300))
            answer = try await question()
        }
        guard isWanted(answer) else {
            throw Problem(description: "TensorBoard still answers: \("\(answer)".prefix(2000))\n\(try errors)")
        }
        return answer
    }

    // MARK: Questions

    /// In TensorBoard's order.
    public func runs() async throws -> [String] {
        try await json("/data/runs").elements.compactMap(\.string)
    }

    /// Tags by run.
    public func scalarTags() async throws -> [String: Set<String>] {
        try await json("/data/plugin/scalars/tags").entries.mapValues { Set($0.entries.keys) }
    }

    /// Empty while the series is not loaded.
    public func scalars(run: String, tag: String) async throws -> [Point] {
        guard try await scalarTags()[run]?.contains(tag) == true else { return [] }
        return try await json("/data/plugin/scalars/scalars", ["run": run, "tag": tag]).elements.compactMap {
            guard let step = $0[1]?.number, let value = $0[2]?.number else { return nil }
            return Point(step: Int(step), value: value)
        }
    }

    /// Rendered Markdown, one a step.
    public func text(run: String, tag: String) async throws -> [String] {
        guard try await json("/data/plugin/text/tags")[run]?.elements.contains(.string(tag)) == true else { return [] }
        return try await json("/data/plugin/text/text", ["run": run, "tag": tag]).elements.compactMap {
            $0["text"]?.string
        }
    }

    /// The files as they were logged, one a step.
    public func images(run: String, tag: String) async throws -> [[UInt8]] {
        guard try await json("/data/plugin/images/tags")[run]?[tag] != nil else { return [] }
        let listed = try await json("/data/plugin/images/images", ["run": run, "tag": tag, "sample": "0"])
        var images: [[UInt8]] = []
        for query in listed.elements.compactMap({ $0["query"]?.string }) {
            images.append(Array(try await get("/data/plugin/images/individualImage?" + query)))
        }
        return images
    }

    /// The plugins that have something to show.
    public func activePlugins() async throws -> Set<String> {
        try await Set(json("/data/plugins_listing").entries.filter { $0.value["enabled"] == .bool(true) }.keys)
    }

    /// [low, high, count] of each bucket, by step.
    public func histograms(run: String, tag: String) async throws -> [Int: [[Double]]] {
        guard try await json("/data/plugin/histograms/tags")[run]?[tag] != nil else { return [:] }
        let steps = try await json("/data/plugin/histograms/histograms", ["run": run, "tag": tag]).elements
        let pairs = steps.map { step in
            (Int(step[1]?.number ?? -1), (step[2]?.elements ?? []).map { $0.elements.compactMap(\.number) })
        }
        return Dictionary(pairs) { _, last in last }
    }

    /// The last step's curve: `precision`, `recall`, `true_positives` … by threshold.
    public func precisionRecallCurve(run: String, tag: String) async throws -> JSONValue? {
        guard try await json("/data/plugin/pr_curves/tags")[run]?[tag] != nil else { return nil }
        return try await json("/data/plugin/pr_curves/pr_curves", ["run": run, "tag": tag])[run]?.elements.last
    }

    /// The charts of the Custom Scalars page.
    public func customCharts() async throws -> JSONValue { try await json("/data/plugin/custom_scalars/layout") }

    /// The series that a chart of the Custom Scalars page shows of a run: points by tag.
    public func customSeries(run: String, matching expression: String) async throws -> [String: Int] {
        try await json("/data/plugin/custom_scalars/scalars", ["run": run, "tag": expression])["tag_to_events"]?
            .entries.mapValues(\.elements.count) ?? [:]
    }

    /// The run's network as TensorFlow's text form of its message; nil while there is none.
    public func graph(run: String) async throws -> String? {
        guard try await json("/data/plugin/graphs/info")[run]?["run_graph"] == .bool(true) else { return nil }
        return String(decoding: try await get("/data/plugin/graphs/graph?run=\(Self.encoded(run))"), as: UTF8.self)
    }

    /// The columns of the HParams table.
    public func hyperParameterExperiment() async throws -> JSONValue {
        try await json("/data/plugin/hparams/experiment", body: #"{"experimentName": ""}"#)
    }

    /// The rows of the HParams table.
    public func sessionGroups() async throws -> [JSONValue] {
        try await json(
            "/data/plugin/hparams/session_groups",
            body: """
                {"experimentName": "", "colParams": [], "startIndex": 0, "sliceSize": 1000, "allowedStatuses":
                ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]}
                """)["sessionGroups"]?.elements ?? []
    }

    // MARK: HTTP

    private func json(_ path: String, _ query: [String: String] = [:], body: String? = nil) async throws -> JSONValue {
        let parts = query.map { "\($0)=\(Self.encoded($1))" }
        let full = parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
        return try JSONDecoder().decode(JSONValue.self, from: try await get(full, body: body))
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    private func get(_ path: String, body: String? = nil) async throws -> Data {
        guard let url = URL(string: address + path) else { throw Problem(description: "no address: \(path)") }
        var request = URLRequest(url: url)
        // As patient as `ask`.
        request.timeoutInterval = 600
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let status = (response as? HTTPURLResponse)?.statusCode, status == 200 else {
            throw Problem(description: "\(path): \(response): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }
}
