import Experiment
import KernelTypes
import NeuralNet

/// Max-pooling of a band of a convolution's output, and its gradient, two micro-batches at a time.
final class MaxPoolTrial {
    /// Output rows of one call, and the rows of its band of inputs.
    struct Band {
        var rows: Range<Int>
        var inputRows: Int
    }

    private let shape: PoolShape
    private let microBatches: Int
    private let forwardBands: [Band]
    private let gradientBands: [Band]

    /// (2, C, H, W, 8), of which a band takes the first part
    private let input: FloatSlice
    private let inputGradient: FloatSlice
    /// (M, C, P, Q, 8)
    private let output: FloatSlice
    private let argmax: FloatSlice
    private let outputGradient: FloatSlice

    init(
        _ shape: PoolShape, microBatches: Int, forwardBands: [Band]? = nil, gradientBands: [Band]? = nil,
        random: inout RandomStream
    ) {
        let whole = [Band(rows: 0..<shape.outputHeight, inputRows: shape.inputHeight)]
        let inputs = GradientGroups.pair * shape.inputStride
        let outputs = microBatches * shape.outputStride
        self.shape = shape
        self.microBatches = microBatches
        self.forwardBands = forwardBands ?? whole
        self.gradientBands = gradientBands ?? whole
        input = FloatSlice(count: inputs, random: &random)
        inputGradient = FloatSlice(count: inputs)
        output = FloatSlice(count: outputs)
        argmax = FloatSlice(count: outputs)
        outputGradient = FloatSlice(count: outputs, random: &random)
    }

    func forward(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            for band in forwardBands {
                kernels.maxPoolForward(
                    shape, band: input, bandRows: band.inputRows, rows: band.rows, to: outputs(output, own),
                    argmax: outputs(argmax, own), microBatches: own.count)
            }
        }
    }

    /// Of relu and pooling in one. After `forward`.
    func backward(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            for band in gradientBands { backward(kernels, own, band) }
        }
    }

    private func backward(_ kernels: CheckedKernels, _ own: Range<Int>, _ band: Band) {
        kernels.maxPoolBackward(
            shape, outputGradient: outputs(outputGradient, own), output: outputs(output, own),
            argmax: outputs(argmax, own), relu: true, rows: band.rows, toBand: inputGradient,
            bandRows: band.inputRows, microBatches: own.count)
    }

    private func outputs(_ block: FloatSlice, _ own: Range<Int>) -> FloatSlice {
        block.part(own, stride: shape.outputStride)
    }

    // MARK: Check

    /// What the kernels get wrong on one or two micro-batches. Nothing is rounded here but sums of gradients where
    /// windows overlap.
    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        forward(kernels)
        var largest = [Float](repeating: 0, count: output.count)
        var choices = [Int](repeating: 0, count: output.count)
        for band in forwardBands {
            forEachWindow(of: band) { index, window in
                var choice = 0
                for other in window.indices where input[window[other]] > input[window[choice]] { choice = other }
                (largest[index], choices[index]) = (input[window[choice]], choice)
            }
        }
        var comparison = KernelComparison("\(shape.title(microBatches: microBatches)), bands: \(forwardBands.count)")
        comparison.compare("max-pool forward", output, count: output.count) { (Double(largest[$0]), 0) }
        comparison.compare("max-pool argmax", argmax, count: argmax.count) { (Double(choices[$0]), 0) }
        for band in gradientBands {
            let count = microBatches * shape.bandStride(rows: band.inputRows)
            var gradient = [ExactSum](repeating: ExactSum(), count: count)
            forEachWindow(of: band) { index, window in
                if largest[index] > 0 { gradient[window[choices[index]]].add(outputGradient[index], times: 1) }
            }
            backward(kernels, 0..<microBatches, band)
            comparison.compare("max-pool backward", inputGradient, with: gradient)
        }
        return comparison.faults
    }

    /// - Parameter body: gets the number of an output of the band, and where its window lies in the band of inputs.
    private func forEachWindow(of band: Band, _ body: (_ index: Int, _ window: [Int]) -> Void) {
        var part = shape
        part.inputHeight = band.inputRows
        let places = Lanes.places(
            ofRows: band.rows, planes: microBatches * shape.channels, height: shape.outputHeight,
            width: shape.outputWidth)
        for (index, place) in places.enumerated() { body(place, part.window(of: index)) }
    }
}
