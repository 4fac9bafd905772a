import Experiment
import NeuralNet
import Testing

/// The numbers that tests and `Fixtures/make_fixtures.py` share without storing them: 24 random bits for each index of
/// a stream, by SplitMix64's mixing function.
enum FormulaNumbers {
    static func bits(stream: UInt64, _ index: Int) -> UInt64 {
        var z = (stream << 32 &+ UInt64(index)) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return (z ^ (z >> 31)) >> 40
    }

    /// Uniform in −bound ..< bound.
    static func uniform(stream: UInt64, count: Int, bound: Float) -> [Float] {
        (0..<count).map { (Float(bits(stream: stream, $0)) * 0x1p-23 - 1) * bound }
    }
}

extension ParameterArena {
    /// Uniform in ±1/√fanIn, tensor k from stream 100 + k; fanIn is what one output reads, for batch normalization 1.
    func setByFormula() {
        var bound: Float = 0
        for (index, tensor) in layout.tensors.enumerated() {
            let fanIn = tensor.shape.dropFirst().reduce(1, *)
            if tensor.name.hasSuffix(".weight") { bound = Float(1 / Double(fanIn).squareRoot()) }
            write(FormulaNumbers.uniform(stream: 100 + UInt64(index), count: tensor.count, bound: bound), to: tensor)
        }
    }

    /// The numbers of every tensor, in order.
    var tensorValues: [[Float]] { layout.tensors.map { values(of: $0) } }
}

/// Samples whose bytes come from stream 1 and whose labels come from stream 2.
struct TestSamples {
    private(set) var pixels: [UInt8]
    let labels: [UInt8]
    let sampleBytes: Int
    /// One for all bytes, or one for each channel.
    var scales: [PixelScale]

    init(_ count: Int, sampleBytes: Int, classes: Int, scale: Float = 1 / 128, offset: Float = -1) {
        pixels = (0..<count * sampleBytes).map { UInt8(FormulaNumbers.bits(stream: 1, $0) >> 16) }
        labels = (0..<count).map { UInt8(FormulaNumbers.bits(stream: 2, $0) % UInt64(classes)) }
        self.sampleBytes = sampleBytes
        scales = [PixelScale(factor: scale, offset: offset)]
    }

    /// 28 × 28 images that can be learned: noise of half the range, and every tenth row bright, from the label's on.
    static func marked(_ count: Int) -> TestSamples {
        var samples = TestSamples(count, sampleBytes: 784, classes: 10, scale: 1 / 255, offset: 0)
        for index in samples.pixels.indices {
            let isBright = index % 784 / 28 % 10 == Int(samples.labels[index / 784])
            samples.pixels[index] = samples.pixels[index] / 2 + (isBright ? 128 : 0)
        }
        return samples
    }

    /// What the network's input holds for a sample.
    func numbers(_ sample: Int) -> [Float] {
        pixels[sample * sampleBytes..<(sample + 1) * sampleBytes].enumerated().map { place, byte in
            let scale = scales[place * scales.count / sampleBytes]
            return Float(byte) * scale.factor + scale.offset
        }
    }

    private func withSource<Result>(
        _ indices: [Int32], _ body: (SampleSource, UnsafeBufferPointer<Int32>) throws -> Result
    ) throws -> Result {
        try unsafe pixels.withUnsafeBufferPointer { pixels in
            try unsafe labels.withUnsafeBufferPointer { labels in
                try unsafe indices.withUnsafeBufferPointer { indices in
                    guard let firstPixel = pixels.baseAddress, let firstLabel = labels.baseAddress else {
                        throw NoSamples()
                    }
                    let source = unsafe SampleSource(
                        pixels: firstPixel, sampleBytes: sampleBytes, labels: firstLabel, scales: scales)
                    return try unsafe body(source, indices)
                }
            }
        }
    }

    struct NoSamples: Error {}

    @discardableResult
    func gradients(
        _ network: Network, _ indices: [Int32], step: Int = 0, cores: Int = 1, scoring: TrainingScore = .trained
    ) throws -> ScoreSum {
        try unsafe withSource(indices) {
            unsafe network.gradients(of: $0, indices: $1, step: step, cores: cores, scoring: scoring)
        }
    }

    func score(_ network: Network, _ indices: [Int32], scoring: TrainingScore) throws -> ScoreSum {
        try unsafe withSource(indices) {
            unsafe network.score(of: $0, indices: $1, cores: 1, scoring: scoring)
        }
    }

    func evaluate(_ network: Network, _ indices: [Int32], cores: () -> Int = { 1 }) throws -> ScoreSum {
        var predictions: Predictions?
        let score = try unsafe withSource(indices) {
            unsafe network.evaluate($0, indices: $1, cores: cores, predictions: &predictions) { false }
        }
        return try #require(score)
    }
}

/// max |a − b| / max |b|, or in place of b what `scale` says. Infinite where a number is missing or is not finite:
/// `max()` passes over a NaN that is not the first.
func relativeDistance(_ a: [Float], _ b: [Double], scale: [Double]? = nil) -> Double {
    let scales = scale ?? b
    guard a.count == b.count, a.allSatisfy(\.isFinite), b.allSatisfy(\.isFinite), scales.allSatisfy(\.isFinite) else {
        return .infinity
    }
    let distance = zip(a, b).map { (Double($0) - $1).magnitude }.max() ?? 0
    return distance == 0 ? 0 : distance / (scales.map(\.magnitude).max() ?? 0)
}
