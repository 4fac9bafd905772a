import Benchmarking
import Datasets
import Experiment
import Foundation
import Planning
import Reporting
import Spec
import Terminal

/// An experiment of one run like any other: read from an experiment file, planned, scheduled, trained and reported, in
/// a temporary folder. It trains on the built-in data set, so that no files are needed.
struct BenchmarkExperiment {
    let plan: RunPlan
    private let library: DatasetLibrary
    private let resources: TrainingResources

    /// Batches of 64 and Adam, as the steps have them.
    /// - Parameters:
    ///   - model: as an experiment file names it.
    ///   - course: the other settings, a line each: how long the run is, and when something of it is written.
    /// - Throws: `Diagnostics` where such a file is wrong.
    init(model: String, course: [String], resources: TrainingResources, library: DatasetLibrary) throws {
        let settings =
            [
                "dataset: shapes", "model: \(model)", "optimizer: adam", "learning_rate: 1e-3",
                "batch_size: \(BenchmarkNetwork.batchSize)",
            ] + course
        let text = (["name: benchmark", "base:"] + settings.map { "  \($0)" }).joined(separator: "\n")
        let spec = try ExperimentFile.decode(Array(text.utf8), file: "benchmark.yaml")
        plan = try Planner.plan(spec) { (dataset) throws(Diagnostic) in try library.summary(of: dataset) }
        self.library = library
        self.resources = resources
    }

    /// Runs it as `xrun FILE` does, but quietly.
    /// - Parameter wrap: makes of the executor that trains the one that is used.
    /// - Returns: seconds; the files are removed after them.
    /// - Throws: `ExitStatus`, what `xrun FILE` would exit with; `ReportingError` where the folder cannot be used.
    @discardableResult
    func run(wrap: @escaping (any ItemExecutor) -> any ItemExecutor = { $0 }) throws -> Double {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xrun-benchmark-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let start = ContinuousClock.now
        let execution = Execution(
            plan: plan, selected: nil, library: library, resources: resources, retries: 0, failFast: true,
            progress: .quiet(color: false), wrap: wrap)
        let status = try execution.run(
            in: ExperimentFolder(output: folder.path, name: plan.experiment), fresh: false,
            experimentFile: folder.appendingPathComponent("benchmark.yaml").path)
        if let status { throw status }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
