import Experiment
import KernelTypes
import NeuralNet

/// Whole training steps of a network as a run does them: the batch's bytes loaded, forward, backward, Adam, the loss
/// added up.
final class StepTiming {
    /// Steps of one window.
    static let stepsInWindow = 64

    private let network: Network
    private var optimizer: Optimizer
    private let samples: SyntheticSamples
    private let cores: Int
    private var step = 0
    private var lossSum = 0.0

    private init(of kind: BenchmarkNetwork, kernels: KernelTable, cores: Int) throws(ModelShapeError) {
        network = try Network(
            layers: kind.layers, input: kind.input, classes: BenchmarkNetwork.classes,
            batchSize: BenchmarkNetwork.batchSize, labelSmoothing: 0, seed: 1, kernels: kernels, maximumCores: cores)
        optimizer = Optimizer(.adam(), layout: network.parameters.layout, kernels: kernels)
        samples = SyntheticSamples(input: kind.input, classes: BenchmarkNetwork.classes)
        self.cores = cores
    }

    static func measure(
        _ kind: BenchmarkNetwork, kernels: KernelTable, cores: Int, timer: WindowTimer
    ) throws(ModelShapeError) -> BenchmarkReport.Step {
        let trial = try StepTiming(of: kind, kernels: kernels, cores: cores)
        return BenchmarkReport.Step(
            network: kind, operationsPerSample: OperationCount.step(try kind.stages()),
            timing: timer.time(repetitions: stepsInWindow) { trial.run() })
    }

    private func run() {
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
