import Benchmarking
import Datasets
import Experiment
import Foundation
import Kernels
import Planning
import Reporting
import Spec
import Terminal

/// A run like any other, whose windows of steps are timed: read from an experiment file, planned, scheduled, trained
/// and reported, in a temporary folder. It trains on the built-in data set, so that no files are needed.
struct BenchmarkRun {
    let network: BenchmarkNetwork
    let cores: Int
    let seconds: Double
    /// Of the peak loop; the run's own are the same.
    let kernels: Kernels

    /// Nil where the network fits no built-in data set.
    func step() throws -> BenchmarkReport.Step? {
        guard let model = network.modelSetting else { return nil }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xrun-benchmark-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        let spec = try ExperimentFile.decode(Array(Self.experiment(model).utf8), file: "benchmark.yaml")
        let plan = try Planner.plan(spec) { (dataset) throws(Diagnostic) in try library.summary(of: dataset) }
        var windows: RunWindows?
        let execution = try Execution(
            plan: plan, selected: nil, library: library, cores: cores, retries: 0, failFast: true,
            progress: .quiet(color: false)
        ) { executor in
            let timed = RunWindows(executor, kernels: kernels.table, cores: cores, seconds: seconds)
            windows = timed
            return timed
        }
        let status = try execution.run(
            in: ExperimentFolder(output: folder.path, name: plan.experiment), fresh: false,
            experimentFile: folder.appendingPathComponent("benchmark.yaml").path)
        if let status { throw status }
        return try windows?.step(of: network)
    }

    /// Batches of 64 and Adam, as the steps have them. Two train lines make a window, more than by default; epochs go
    /// on until the run is stopped, and nothing is validated before.
    private static func experiment(_ model: String) -> String {
        """
        name: benchmark
        base:
          dataset: shapes
          model: \(model)
          optimizer: adam
          learning_rate: 1e-3
          batch_size: \(BenchmarkNetwork.batchSize)
          log_every: 32
          epochs: 1000000
          validate_every: 1000000
        """
    }
}
