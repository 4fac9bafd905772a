import Foundation
import TestSupport
import Testing

/// The built program in a folder of its own.
struct Program {
    /// Two range tests, of which the second takes minutes.
    static let shortAndLongRangeTest = """
        base: {dataset: {name: shapes, limit: 600}, model: lenet5, batch_size: 32, epochs: 2}
        runs:
          - {name: short, learning_rate: {auto: {suggestion: valley}}}
          - {name: long, learning_rate: {auto: {suggestion: valley, steps: 10000, repeats: 100}}}
        """

    /// Runs `first` and `second`, of eight steps an epoch.
    static func twoRuns(epochs: Int) -> String {
        """
        base:
          dataset: {name: shapes, limit: 64, validation_fraction: 0.01}
          batch_size: 8
          epochs: \(epochs)
          validate_every: 0.2
        runs:
          - {name: first, learning_rate: 1e-3}
          - {name: second, learning_rate: 2e-3}
        """
    }

    let folder: TemporaryFolder

    /// - Parameter experiment: written to `experiment.yaml`.
    init(experiment: String) throws {
        folder = try TemporaryFolder()
        try folder.write(experiment, to: "experiment.yaml")
    }

    /// Runs `xrun` with `arguments` to its end.
    @discardableResult
    func xrun(_ arguments: String..., environment: [String: String] = [:]) throws -> Shell.Result {
        try Shell.run(Repository.xrun, arguments, in: folder.path, environment: environment)
    }

    /// The text of a file that a start left behind.
    func text(_ path: String) throws -> String {
        try String(contentsOfFile: folder.file(path), encoding: .utf8)
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(path)) }

    /// Names in a folder, sorted.
    func list(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file(path)).sorted()
    }

    /// `runs/experiment/summary.json`.
    func summary() throws -> Summary {
        try JSONDecoder.xrun.decode(
            Summary.self, from: Data(contentsOf: URL(fileURLWithPath: folder.file("runs/experiment/summary.json"))))
    }
}

/// What the tests read of `summary.json`.
struct Summary: Decodable {
    struct Run: Decodable {
        struct Pair: Decodable {
            var best: Double?
            var last: Double?
        }
        var name: String
        var status: String
        var verdict: String?
        var learningRate: Double?
        var seed: Int
        var validationLoss: Pair?
        var validationAccuracy: Pair?
        var reason: String?
    }
    var experiment: String
    var runs: [Run]
}

extension JSONDecoder {
    static var xrun: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
