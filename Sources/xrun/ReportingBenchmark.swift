import Datasets
import Experiment
import Foundation
import Planning
import Reporting
import Scheduling
import Spec
import Terminal

/// What it costs to write down what a run does: the same run of LeNet, once with nobody listening, once reported as
/// `xrun FILE` does, and once with a checkpoint at every validation; on one core, in turn, over several rounds. The
/// built-in data set is validated every ten epochs, which is the work of one epoch of Fashion-MNIST.
struct ReportingBenchmark {
    enum Variant: String, CaseIterable {
        case silent = "nobody listens"
        case usual = "default settings"
        case everyValidation = "checkpoint at every validation"
    }

    private static let epochsPerValidation = 10
    private static let core = 1

    let rounds: Int
    /// Of each run.
    let seconds: Double

    /// Seconds of each variant by round.
    func run(progress: (String) -> Void) throws -> [[Variant: Double]] {
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        var validations = 1
        // How many validations make a run of the length that was asked for.
        let one = try time(.silent, validations: validations, library)
        validations = max(1, Int((seconds / max(one, 1e-3)).rounded()))
        return try (0..<rounds).map { round in
            progress("round \(round + 1) of \(rounds)")
            // Another order each time, so that no variant is always the first.
            let first = round % Variant.allCases.count
            let order = Variant.allCases[first...] + Variant.allCases[..<first]
            var times: [Variant: Double] = [:]
            for variant in order { times[variant] = try time(variant, validations: validations, library) }
            return times
        }
    }

    static func table(_ rounds: [[Variant: Double]]) -> String {
        let rows = Variant.allCases.map { variant in
            let times = rounds.compactMap { $0[variant] }.sorted()
            let ratios = rounds.compactMap { round in
                round[variant].flatMap { time in round[.silent].map { time / $0 - 1 } }
            }.sorted()
            func percent(_ value: Double?) -> String { value.map { String(format: "%+.2f %%", $0 * 100) } ?? "" }
            let median = ratios.isEmpty ? nil : ratios[ratios.count / 2]
            return [
                variant.rawValue, times.isEmpty ? "" : String(format: "%.2f s", times[times.count / 2]),
                percent(median),
                "\(percent(ratios.first)) … \(percent(ratios.last))",
            ]
        }
        let titles = ["a run of LeNet", "median", "more than silent", "least … most"]
        return TextTable(titles, rows, numbers: [1, 2]).text + "\n"
    }

    private func time(_ variant: Variant, validations: Int, _ library: DatasetLibrary) throws -> Double {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xrun-benchmark-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = Self.experiment(variant, validations: validations)
        let spec = try ExperimentFile.decode(Array(text.utf8), file: "benchmark.yaml")
        let plan = try Planner.plan(spec) { (dataset) throws(Diagnostic) in try library.summary(of: dataset) }
        let start = ContinuousClock.now
        switch variant {
        case .silent:
            let resources = try TrainingResources(cores: Self.core)
            let results = resources.scheduler(failFast: true).run(
                plan.items, executor: resources.executor(of: plan, library))
            for result in results.values { try Self.requireDone(result) }
        case .usual, .everyValidation:
            let execution = try Execution(
                plan: plan, selected: nil, library: library, cores: Self.core, retries: 0, failFast: true,
                progress: .quiet(color: false))
            let status = try execution.run(
                in: ExperimentFolder(output: folder.path, name: plan.experiment), fresh: false,
                experimentFile: folder.appendingPathComponent("benchmark.yaml").path)
            if let status { throw status }
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// A run that ends early takes little time, to which nothing compares.
    private static func requireDone(_ result: ItemResult) throws {
        switch result {
        case .outcome(.run(let outcome)) where outcome.ending == .done: return
        case .failed(let failure): StandardError.error("the run with nobody listening failed: \(failure.reason)")
        case .outcome, .notStarted: StandardError.error("the run with nobody listening did not come to its end")
        }
        throw ExitStatus.runFailed
    }

    private static func experiment(_ variant: Variant, validations: Int) -> String {
        """
        name: benchmark
        base:
          dataset: shapes
          model: lenet5
          optimizer: adam
          learning_rate: 1e-3
          batch_size: 64
          epochs: \(validations * epochsPerValidation)
          validate_every: \(epochsPerValidation)
          checkpoint_every: \(variant == .everyValidation ? String(epochsPerValidation) : "validation")
        """
    }
}
