import Experiment
package import KernelTypes
import NeuralNet

/// Whether kernels compute what their contract says, on small cases of every kind that the benchmark times. A quick
/// look before the clock starts: a wrong kernel is fast for nothing.
package enum KernelCheck {
    /// - Returns: what is wrong; empty where all is well.
    package static func faults(in kernels: KernelTable) -> [KernelFault] {
        let kernels = CheckedKernels(kernels)
        var random = RandomStream(seed: 2, for: .drawing(sample: 0))
        var faults: [KernelFault] = []
        for shape in convolutions {
            for microBatches in 1...GradientGroups.pair {
                faults += ConvolutionTrial(shape, microBatches: microBatches, random: &random).faults(in: kernels)
            }
            let bands = halves(of: shape.outputHeight)
            let trial = ConvolutionTrial(
                shape, microBatches: GradientGroups.pair, forwardBands: bands, gradientBands: bands, random: &random)
            faults += trial.faults(in: kernels)
        }
        for shape in pools {
            for microBatches in 1...GradientGroups.pair {
                faults += MaxPoolTrial(shape, microBatches: microBatches, random: &random).faults(in: kernels)
                faults += AveragePoolTrial(shape, microBatches: microBatches, random: &random).faults(in: kernels)
            }
            // The gradient of windows that overlap is not made in bands.
            guard shape.size <= shape.stride else { continue }
            let bands = halves(of: shape.outputHeight).map { rows in
                MaxPoolTrial.Band(rows: rows, inputRows: rows.count * shape.stride)
            }
            let trial = MaxPoolTrial(
                shape, microBatches: GradientGroups.pair, forwardBands: bands, gradientBands: bands, random: &random)
            faults += trial.faults(in: kernels)
        }
        for (inputs, outputs, samples) in denseLayers {
            let plan = DensePlan(layer: 0, inputs: inputs, outputs: outputs)
            faults += DenseTrial(plan, samples: samples, random: &random).faults(in: kernels)
        }
        faults += GELUTrial(features: 37, microBatches: 3, random: &random).faults(in: kernels)
        faults += DropoutTrial(features: 37, microBatches: 3, random: &random).faults(in: kernels)
        for shape in channels {
            faults += BatchNormTrial(shape, microBatches: 3, random: &random).faults(in: kernels)
        }
        faults += LossTrial(classes: 10, samples: 21, random: &random).faults(in: kernels)
        faults += AdamTrial(count: 1_000, random: &random).faults(in: kernels)
        let samples = SyntheticSamples(input: SampleShape(channels: 1, height: 28, width: 28), classes: 10, count: 64)
        faults += GatherTrial(samples, samples: 21).faults(in: kernels)
        return faults
    }

    /// Output rows in two bands.
    private static func halves(of rows: Int) -> [Range<Int>] { [0..<rows / 2, rows / 2..<rows] }

    /// LeNet's two, and sizes that divide by no block.
    private static let convolutions = [
        ConvolutionShape(
            inputChannels: 1, inputHeight: 28, inputWidth: 28, outputChannels: 6, kernel: 5, stride: 1, padding: 2),
        ConvolutionShape(
            inputChannels: 6, inputHeight: 14, inputWidth: 14, outputChannels: 16, kernel: 5, stride: 1, padding: 0),
        ConvolutionShape(
            inputChannels: 7, inputHeight: 9, inputWidth: 11, outputChannels: 13, kernel: 3, stride: 1, padding: 1),
        ConvolutionShape(
            inputChannels: 3, inputHeight: 10, inputWidth: 7, outputChannels: 5, kernel: 3, stride: 2, padding: 1),
    ]

    private static let pools = [
        PoolShape(channels: 6, inputHeight: 28, inputWidth: 28, size: 2, stride: 2),
        PoolShape(channels: 3, inputHeight: 9, inputWidth: 7, size: 3, stride: 2),
    ]

    private static let channels = [ChannelShape(channels: 6, area: 28 * 28), ChannelShape(channels: 11, area: 1)]

    private static let denseLayers = [(400, 120, 21), (84, 10, 64), (37, 11, 5)]
}
