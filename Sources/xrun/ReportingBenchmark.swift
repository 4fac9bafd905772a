import Benchmarking
import Datasets
import Experiment
import Kernels
import Scheduling

/// Times the same run of LeNet in every variant of `ReportingCost`, on one core, in turn, over several rounds. The
/// built-in data set is validated every ten epochs, which is the work of one epoch of Fashion-MNIST.
struct ReportingBenchmark {
    private static let epochsPerValidation = 10

    let rounds: Int
    /// Of each run.
    let seconds: Double
    let kernels: Kernels
    private let library = DatasetLibrary(dataDirectory: nil, environment: [:])

    private var resources: TrainingResources { TrainingResources(cores: 1, kernels: kernels) }

    func run(progress: (String) -> Void) throws -> ReportingCost {
        // How many validations make a run of the length that was asked for.
        let one = try time(.silent, validations: 1)
        let validations = max(1, Int((seconds / max(one, 1e-3)).rounded()))
        var cost = ReportingCost()
        for round in 0..<rounds {
            progress("round \(round + 1) of \(rounds)")
            var times: [ReportingCost.Variant: Double] = [:]
            for variant in ReportingCost.Variant.order(inRound: round) {
                times[variant] = try time(variant, validations: validations)
            }
            cost.rounds.append(times)
        }
        return cost
    }

    /// Seconds of a run.
    private func time(_ variant: ReportingCost.Variant, validations: Int) throws -> Double {
        let experiment = try BenchmarkExperiment(
            model: BenchmarkNetwork.lenet5.rawValue, course: Self.course(variant, validations: validations),
            resources: resources, library: library)
        switch variant {
        case .silent: return try timeSilently(experiment.plan)
        case .usual, .everyValidation: return try experiment.run()
        }
    }

    private func timeSilently(_ plan: RunPlan) throws -> Double {
        let start = ContinuousClock.now
        let (results, _) = resources.scheduler(failFast: true).run(
            plan.items, executor: resources.executor(of: plan, library))
        for result in results.values { try Self.requireDone(result) }
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

    private static func course(_ variant: ReportingCost.Variant, validations: Int) -> [String] {
        [
            "epochs: \(validations * epochsPerValidation)", "validate_every: \(epochsPerValidation)",
            "checkpoint_every: \(variant == .everyValidation ? String(epochsPerValidation) : "validation")",
        ]
    }
}
