import Experiment

/// A network drawn from a seed: any order of layers that the language allows, odd shapes included.
struct RandomNetwork: CustomStringConvertible {
    let layers: [LayerSpec]
    let input: SampleShape
    let classes: Int
    let samples: Int
    let labelSmoothing: Double
    let seed: UInt64
    /// Whether there may be batch normalization.
    let normalizes: Bool

    init(seed: UInt64) {
        self.seed = seed
        var random = RandomStream(seed: seed, for: .rangeTest(sweep: 0))
        func draw(_ range: ClosedRange<Int>) -> Int {
            range.lowerBound + Int(random.next(below: UInt64(range.count)))
        }
        func activation() -> LayerSpec? {
            let kinds: [LayerKind] = [
                .relu, .tanh, .sigmoid, .leakyReLU(negativeSlope: 0.125), .gelu, .dropout(rate: 0.25),
            ]
            if normalizes, draw(0...1) == 0 { return LayerSpec(.batchNorm(momentum: 0.25, epsilon: 1e-3)) }
            let choice = draw(0...kinds.count + 1)
            return choice < kinds.count ? LayerSpec(kinds[choice]) : nil
        }
        input = SampleShape(channels: draw(1...3), height: draw(4...12), width: draw(4...12))
        classes = draw(2...6)
        // Of a few numbers alike batch normalization makes differences between rounding errors.
        let normalizes = draw(0...2) == 0
        self.normalizes = normalizes
        samples = draw(normalizes ? 20...70 : 1...70)
        labelSmoothing = draw(0...1) == 0 ? 0 : 0.1
        var layers: [LayerSpec] = []
        var (height, width) = (input.height, input.width)
        for _ in 0..<draw(0...5) {
            let smallest = min(height, width)
            switch draw(0...4) {
            case 0, 1:
                let (kernel, padding, stride) = (draw(1...5), draw(0...2), draw(1...2))
                guard kernel <= smallest + 2 * padding else { continue }
                layers.append(.convolution(draw(1...9), kernel: kernel, stride: stride, padding: padding))
                (height, width) = (
                    (height + 2 * padding - kernel) / stride + 1, (width + 2 * padding - kernel) / stride + 1
                )
            case 2:
                let (size, stride) = (draw(1...3), draw(1...3))
                guard size <= smallest else { continue }
                layers.append(.maxPool(size, stride: stride))
                (height, width) = ((height - size) / stride + 1, (width - size) / stride + 1)
            case 3:
                let (size, stride) = (draw(1...3), draw(1...3))
                guard size <= smallest else { continue }
                layers.append(.averagePool(size, stride: stride))
                (height, width) = ((height - size) / stride + 1, (width - size) / stride + 1)
            default:
                if let layer = activation() { layers.append(layer) }
            }
        }
        layers.append(LayerSpec(.flatten))
        for _ in 0..<draw(0...2) {
            if let layer = activation() { layers.append(layer) }
            layers.append(.dense(draw(1...20)))
            if let layer = activation() { layers.append(layer) }
        }
        layers.append(.dense(classes))
        self.layers = layers
    }

    var description: String {
        "seed \(seed): \(samples) of \(input.spelling), \(layers.map { "\($0.kind)" }.joined(separator: ", "))"
    }
}
