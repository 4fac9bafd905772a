import KernelTypes

/// Every layer in plain loops and Double, on the kernels' layout.
enum Reference {
    /// Index of one number of (M, channels, height, width, 8); a sample is `n` = 8 · micro-batch + lane.
    static func index(_ n: Int, _ channel: Int, _ row: Int, _ column: Int, of size: (c: Int, h: Int, w: Int)) -> Int {
        ((((n / 8) * size.c + channel) * size.h + row) * size.w + column) * 8 + n % 8
    }

    /// Each (output, input, weight) triple of a convolution that meets: the definition that all three passes share.
    static func convolutionTerms(
        _ shape: ConvolutionShape, samples: Int,
        _ body: (_ output: Int, _ input: Int, _ weight: Int, _ n: Int, _ channel: Int) -> Void
    ) {
        let input = (c: shape.inputChannels, h: shape.inputHeight, w: shape.inputWidth)
        let output = (c: shape.outputChannels, h: shape.outputHeight, w: shape.outputWidth)
        for n in 0..<samples {
            for k in 0..<output.c {
                for p in 0..<output.h {
                    for q in 0..<output.w {
                        let out = index(n, k, p, q, of: output)
                        for c in 0..<input.c {
                            for r in 0..<shape.kernel {
                                let row = p * shape.stride + r - shape.padding
                                if row < 0 || row >= input.h { continue }
                                for s in 0..<shape.kernel {
                                    let column = q * shape.stride + s - shape.padding
                                    if column < 0 || column >= input.w { continue }
                                    body(
                                        out, index(n, c, row, column, of: input),
                                        ((k * input.c + c) * shape.kernel + r) * shape.kernel + s, n, k)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    static func convolutionForward(
        _ shape: ConvolutionShape, _ x: [Float], _ weights: [Float], _ bias: [Float], microBatches: Int
    ) -> [ReferenceSum] {
        var y = [ReferenceSum](repeating: ReferenceSum(), count: microBatches * shape.outputStride)
        let plane = shape.outputHeight * shape.outputWidth * 8
        for index in y.indices { y[index].add(Double(bias[index / plane % shape.outputChannels])) }
        convolutionTerms(shape, samples: microBatches * 8) { output, input, weight, _, _ in
            y[output].add(Double(x[input]) * Double(weights[weight]))
        }
        return y
    }

    static func convolutionInputGradient(
        _ shape: ConvolutionShape, _ dy: [Float], _ weights: [Float], microBatches: Int
    ) -> [ReferenceSum] {
        var dx = [ReferenceSum](repeating: ReferenceSum(), count: microBatches * shape.inputStride)
        convolutionTerms(shape, samples: microBatches * 8) { output, input, weight, _, _ in
            dx[input].add(Double(dy[output]) * Double(weights[weight]))
        }
        return dx
    }

    /// Lane accumulators (K, C, R, R, 8) and (K, 8), on top of what they held.
    static func convolutionWeightGradient(
        _ shape: ConvolutionShape, _ x: [Float], _ dy: [Float], microBatches: Int, weightStart: [Float],
        biasStart: [Float]
    ) -> (weights: [ReferenceSum], bias: [ReferenceSum]) {
        func start(_ values: [Float]) -> [ReferenceSum] {
            values.map { value in
                var sum = ReferenceSum()
                sum.add(Double(value))
                return sum
            }
        }
        var (weights, bias) = (start(weightStart), start(biasStart))
        convolutionTerms(shape, samples: microBatches * 8) { output, input, weight, n, _ in
            weights[weight * 8 + n % 8].add(Double(dy[output]) * Double(x[input]))
        }
        let plane = shape.outputHeight * shape.outputWidth * 8
        for (index, gradient) in dy.enumerated() {
            bias[index / plane % shape.outputChannels * 8 + index % 8].add(Double(gradient))
        }
        return (weights, bias)
    }

    /// y = W · x + b. x (M, I, 8), weights (O, I).
    static func denseForward(
        inputs: Int, outputs: Int, _ x: [Float], _ weights: [Float], _ bias: [Float], microBatches: Int
    ) -> [ReferenceSum] {
        (0..<microBatches * outputs * 8).map { index in
            let (m, o, lane) = (index / 8 / outputs, index / 8 % outputs, index % 8)
            var sum = ReferenceSum()
            sum.add(Double(bias[o]))
            for i in 0..<inputs {
                sum.add(Double(weights[o * inputs + i]) * Double(x[(m * inputs + i) * 8 + lane]))
            }
            return sum
        }
    }

    static func denseInputGradient(
        inputs: Int, outputs: Int, _ dy: [Float], _ weights: [Float], microBatches: Int
    ) -> [ReferenceSum] {
        (0..<microBatches * inputs * 8).map { index in
            let (m, i, lane) = (index / 8 / inputs, index / 8 % inputs, index % 8)
            var sum = ReferenceSum()
            for o in 0..<outputs {
                sum.add(Double(weights[o * inputs + i]) * Double(dy[(m * outputs + o) * 8 + lane]))
            }
            return sum
        }
    }

    /// Sample-major: x (N, I), dy (N, O).
    static func denseWeightGradient(
        inputs: Int, outputs: Int, samples: Int, _ x: [Float], _ dy: [Float]
    ) -> (weights: [ReferenceSum], bias: [ReferenceSum]) {
        let weights = (0..<outputs * inputs).map { index in
            var sum = ReferenceSum()
            for n in 0..<samples {
                sum.add(Double(dy[n * outputs + index / inputs]) * Double(x[n * inputs + index % inputs]))
            }
            return sum
        }
        let bias = (0..<outputs).map { o in
            var sum = ReferenceSum()
            for n in 0..<samples { sum.add(Double(dy[n * outputs + o])) }
            return sum
        }
        return (weights, bias)
    }
}
