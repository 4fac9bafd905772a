import Experiment
import KernelTypes
import NeuralNet

/// How training steps share a machine's cores.
package enum StepArrangement: Hashable, Sendable {
    /// One run, whose batches the threads split.
    case oneRun(threads: Int)
    /// Independent runs on a thread each.
    case runsAtOnce(Int)

    /// Threads in all.
    package var cores: Int {
        switch self {
        case .oneRun(let threads): threads
        case .runsAtOnce(let runs): runs
        }
    }

    package var runs: Int {
        switch self {
        case .oneRun: 1
        case .runsAtOnce(let runs): runs
        }
    }

    /// Threads in all at most. With more, numbers would be told of cores that did nothing.
    package static let mostCores = WorkTeam.largest

    /// A run on one core; all cores shared by one run; a run on each core.
    package static func usual(cores: Int) -> [StepArrangement] {
        let cores = min(cores, mostCores)
        return [.oneRun(threads: 1)] + (cores > 1 ? [.oneRun(threads: cores), .runsAtOnce(cores)] : [])
    }
}

/// Whole training steps of a network as a run does them: the batch's bytes loaded, forward, backward, Adam, the loss
/// added up.
enum StepTiming {
    /// Steps of one window.
    static let stepsInWindow = 64

    /// Windows of all arrangements take turns.
    static func measure(
        _ kind: BenchmarkNetwork, _ arrangements: [StepArrangement], kernels: KernelTable, timer: WindowTimer
    ) throws(ModelShapeError) -> [BenchmarkReport.Step] {
        let operations = OperationCount.step(try kind.stages())
        let samples = SyntheticSamples(input: kind.input, classes: BenchmarkNetwork.classes)
        var works: [TimedWork] = []
        for arrangement in arrangements {
            works.append(try work(kind, arrangement, samples, kernels))
        }
        return zip(arrangements, timer.time(works)).map { arrangement, timing in
            BenchmarkReport.Step(
                network: kind, arrangement: arrangement, operationsPerSample: operations, timing: timing)
        }
    }

    private static func work(
        _ kind: BenchmarkNetwork, _ arrangement: StepArrangement, _ samples: SyntheticSamples, _ kernels: KernelTable
    ) throws(ModelShapeError) -> TimedWork {
        let peak = PeakLoop(kernels, cores: arrangement.cores)
        switch arrangement {
        case .oneRun(let threads):
            let run = try SteppedRun(of: kind, samples, kernels, cores: threads)
            return TimedWork(repetitions: stepsInWindow, peak: peak) { run.steps(stepsInWindow) }
        case .runsAtOnce(let count):
            var runs: [SteppedRun] = []
            for _ in 0..<count { runs.append(try SteppedRun(of: kind, samples, kernels, cores: 1)) }
            let team = WorkTeam(maximumCores: count)
            return TimedWork(repetitions: stepsInWindow * count, peak: peak) { [runs] in
                team.run(tasks: count, cores: count) { run, _ in runs[run].steps(stepsInWindow) }
            }
        }
    }
}

/// A network that takes one step after the other.
private final class SteppedRun {
    private let network: Network
    private let optimizer: Optimizer
    private let samples: SyntheticSamples
    private let cores: Int
    private var step = 0
    private var lossSum = 0.0

    init(
        of kind: BenchmarkNetwork, _ samples: SyntheticSamples, _ kernels: KernelTable, cores: Int
    ) throws(ModelShapeError) {
        network = try Network(
            layers: kind.layers, input: kind.input, classes: BenchmarkNetwork.classes,
            batchSize: BenchmarkNetwork.batchSize, labelSmoothing: 0, seed: 1, kernels: kernels, maximumCores: cores)
        optimizer = Optimizer(.adam(), layout: network.parameters.layout, kernels: kernels)
        self.samples = samples
        self.cores = cores
    }

    func steps(_ count: Int) { for _ in 0..<count { next() } }

    private func next() {
        let batch = samples.batch(step, of: BenchmarkNetwork.batchSize)
        step += 1
        let score = samples.withSource { source in
            unsafe batch.withUnsafeBufferPointer { indices in
                unsafe network.gradients(of: source, indices: indices, step: optimizer.stepCount, cores: cores)
            }
        }
        lossSum += score.lossSum
        optimizer.step(network, learningRate: 1e-3, gradientClip: nil, cores: cores)
    }
}
