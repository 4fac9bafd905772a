import Benchmarking
import Datasets
import Experiment
import Kernels

/// A run like any other (`BenchmarkExperiment`), whose windows of steps are timed.
struct BenchmarkRun {
    let network: BenchmarkNetwork
    let seconds: Double
    /// Of the run, and of the peak loop.
    let resources: TrainingResources

    /// Two train lines make a window, more than by default; epochs go on until the run is stopped, and nothing is
    /// validated before.
    private static let course = ["log_every: 32", "epochs: 1000000", "validate_every: 1000000"]

    /// Nil where the network fits no built-in data set.
    func step() throws -> BenchmarkReport.Step? {
        guard let model = network.modelSetting else { return nil }
        let experiment = try BenchmarkExperiment(
            model: model, course: Self.course, resources: resources,
            library: DatasetLibrary(dataDirectory: nil, environment: [:]))
        var windows: RunWindows?
        try experiment.run { executor in
            let timed = RunWindows(
                executor, kernels: resources.kernels.table, cores: resources.cores, seconds: seconds)
            windows = timed
            return timed
        }
        return try windows?.step(of: network)
    }
}
