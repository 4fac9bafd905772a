import Experiment
import KernelTypes
import NeuralNet

/// A convolution's three kernels with their memory, called as a network calls them: two micro-batches at a time, a band
/// of rows after the other, a band's memory reused by the next so that it stays in the first cache.
final class ConvolutionTrial {
    private let shape: ConvolutionShape
    private let microBatches: Int
    /// Output rows that one call makes, and those whose gradient one call takes.
    private let forwardBands: [Range<Int>]
    private let gradientBands: [Range<Int>]

    /// (M, C, H, W, 8)
    private let input: FloatSlice
    /// (K, C, R, R) and (K)
    private let weights: FloatSlice
    private let bias: FloatSlice
    private let packedForward: FloatSlice
    private let packedBackward: FloatSlice
    /// (2, K, P, Q, 8), of which a band takes the first part
    private let output: FloatSlice
    private let outputGradient: FloatSlice
    /// (2, C, H, W, 8)
    private let inputGradient: FloatSlice
    /// (K, C, R, R, 8) and (K, 8)
    private let weightLanes: FloatSlice
    private let biasLanes: FloatSlice

    init(
        _ shape: ConvolutionShape, microBatches: Int, forwardBands: [Range<Int>]? = nil,
        gradientBands: [Range<Int>]? = nil, random: inout RandomStream
    ) {
        self.shape = shape
        self.microBatches = microBatches
        self.forwardBands = forwardBands ?? [0..<shape.outputHeight]
        self.gradientBands = gradientBands ?? [0..<shape.outputHeight]
        input = FloatSlice(count: microBatches * shape.inputStride, random: &random)
        weights = FloatSlice(count: shape.weightCount, random: &random)
        bias = FloatSlice(count: shape.outputChannels, random: &random)
        packedForward = FloatSlice(count: shape.weightCount)
        packedBackward = FloatSlice(count: shape.weightCount)
        output = FloatSlice(count: GradientGroups.pair * shape.outputStride)
        outputGradient = FloatSlice(count: GradientGroups.pair * shape.outputStride, random: &random)
        inputGradient = FloatSlice(count: GradientGroups.pair * shape.inputStride)
        weightLanes = FloatSlice(count: shape.weightCount * Lanes.count)
        biasLanes = FloatSlice(count: shape.outputChannels * Lanes.count)
    }

    /// Before `forward` and `inputGradient`.
    func pack(_ kernels: CheckedKernels) {
        kernels.packForward(shape, weights, to: packedForward)
        kernels.packBackward(shape, weights, to: packedBackward)
    }

    func forward(_ kernels: CheckedKernels, relu: Bool) {
        GradientGroups.forEachPair(of: microBatches) { own in
            for rows in forwardBands { forward(kernels, own, rows, relu: relu) }
        }
    }

    private func forward(_ kernels: CheckedKernels, _ own: Range<Int>, _ rows: Range<Int>, relu: Bool) {
        kernels.convolutionForward(
            shape, input.part(own, stride: shape.inputStride), packed: packedForward, bias: bias, relu: relu,
            rows: rows, to: output, microBatches: own.count)
    }

    /// Adds to the lanes.
    func weightGradient(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            for rows in gradientBands {
                kernels.convolutionWeightGradient(
                    shape, input.part(own, stride: shape.inputStride), band: outputGradient, rows: rows,
                    weightLanes: weightLanes, biasLanes: biasLanes, microBatches: own.count)
            }
        }
    }

    func inputGradient(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.convolutionInputGradient(
                shape, outputGradient: outputGradient, packed: packedBackward, to: inputGradient,
                microBatches: own.count)
        }
    }

    // MARK: Check

    /// What the kernels get wrong on one or two micro-batches.
    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        pack(kernels)
        weightGradient(kernels)
        inputGradient(kernels)
        let expected = expected()
        var comparison = KernelComparison(
            """
            \(shape.inputChannels)×\(shape.inputHeight)×\(shape.inputWidth) to \(shape.outputChannels) filters \
            \(shape.kernel)×\(shape.kernel), stride \(shape.stride), padding \(shape.padding), \
            \(microBatches * Lanes.count) samples, bands: \(forwardBands.count)
            """)
        for rows in forwardBands {
            let band = places(of: rows).map { expected.output[$0] }
            for relu in [false, true] {
                forward(kernels, 0..<microBatches, rows, relu: relu)
                comparison.compare("convolution forward", output, with: band, relu: relu)
            }
        }
        comparison.compare("convolution weight gradient", weightLanes, with: expected.weightLanes)
        comparison.compare("convolution bias gradient", biasLanes, with: expected.biasLanes)
        comparison.compare("convolution input gradient", inputGradient, with: expected.inputGradient)
        return comparison.faults
    }

    /// All passes by the definition: every output meets every input under its window once.
    private func expected() -> (
        output: [ExactSum], weightLanes: [ExactSum], biasLanes: [ExactSum], inputGradient: [ExactSum]
    ) {
        let plane = shape.outputHeight * shape.outputWidth * Lanes.count
        var output = (0..<microBatches * shape.outputStride).map { ExactSum(bias[$0 / plane % shape.outputChannels]) }
        var weightLanes = [ExactSum](repeating: ExactSum(), count: weightLanes.count)
        var biasLanes = [ExactSum](repeating: ExactSum(), count: biasLanes.count)
        var inputGradient = [ExactSum](repeating: ExactSum(), count: microBatches * shape.inputStride)
        let gradientInBands = gradientInBands()
        for index in output.indices {
            let (lane, column) = (index % Lanes.count, index / Lanes.count % shape.outputWidth)
            let row = index / Lanes.count / shape.outputWidth % shape.outputHeight
            let (filter, microBatch) = (index / plane % shape.outputChannels, index / shape.outputStride)
            biasLanes[filter * Lanes.count + lane].add(gradientInBands[index], times: 1)
            for channel in 0..<shape.inputChannels {
                for (kernelRow, inputRow) in taps(row, of: shape.inputHeight) {
                    for (kernelColumn, inputColumn) in taps(column, of: shape.inputWidth) {
                        let position =
                            (((microBatch * shape.inputChannels + channel) * shape.inputHeight + inputRow)
                                * shape.inputWidth + inputColumn) * Lanes.count + lane
                        let weight =
                            ((filter * shape.inputChannels + channel) * shape.kernel + kernelRow) * shape.kernel
                            + kernelColumn
                        output[index].add(weights[weight], times: input[position])
                        weightLanes[weight * Lanes.count + lane].add(gradientInBands[index], times: input[position])
                        inputGradient[position].add(weights[weight], times: outputGradient[index])
                    }
                }
            }
        }
        return (output, weightLanes, biasLanes, inputGradient)
    }

    /// The whole output's gradient as `weightGradient` takes it: every band reads the first part of the memory.
    private func gradientInBands() -> [Float] {
        var gradient = [Float](repeating: 0, count: microBatches * shape.outputStride)
        for rows in gradientBands {
            for (index, place) in places(of: rows).enumerated() { gradient[place] = outputGradient[index] }
        }
        return gradient
    }

    /// Where the numbers of a band of the output lie in the whole.
    private func places(of rows: Range<Int>) -> [Int] {
        Lanes.places(
            ofRows: rows, planes: microBatches * shape.outputChannels, height: shape.outputHeight,
            width: shape.outputWidth)
    }

    /// Rows (or columns) of the kernel that meet the input at output row `output`, and the input's rows that they meet.
    private func taps(_ output: Int, of size: Int) -> [(kernel: Int, input: Int)] {
        (0..<shape.kernel).map { ($0, output * shape.stride + $0 - shape.padding) }
            .filter { (0..<size).contains($0.input) }
    }
}
