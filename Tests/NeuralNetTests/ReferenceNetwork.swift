import Experiment
import Foundation

/// The loss of a network in training by the definitions, in Double, a layer at a time: shares no code with the product
/// but the types that describe a network.
struct ReferenceNetwork {
    let layers: [LayerSpec]
    let input: SampleShape
    let labelSmoothing: Double
    let seed: UInt64

    /// Mean loss at step 0; `parameters` in the order of the tensors.
    func meanLoss(_ parameters: [[Double]], _ samples: TestSamples, _ indices: [Int32]) -> Double {
        let logits = logits(parameters, indices.map { samples.numbers(Int($0)).map(Double.init) })
        let losses = zip(logits, indices).map { loss($0, Int(samples.labels[Int($1)])) }
        return losses.reduce(0, +) / Double(losses.count)
    }

    private func loss(_ logits: [Double], _ label: Int) -> Double {
        let largest = logits.max() ?? 0
        let logSum = largest + log(logits.map { exp($0 - largest) }.reduce(0, +))
        let spread = logits.map { logSum - $0 }.reduce(0, +) / Double(logits.count)
        return (1 - labelSmoothing) * (logSum - logits[label]) + labelSmoothing * spread
    }

    /// - Parameter samples: the numbers of each sample of the batch.
    private func logits(_ parameters: [[Double]], _ samples: [[Double]]) -> [[Double]] {
        var (batch, shape, next) = (samples, input, 0)
        for (index, layer) in layers.enumerated() {
            let s = shape
            switch layer.kind {
            case .convolution2D(let filters, let kernel, let stride, let padding, _):
                let (weight, bias) = (parameters[next], parameters[next + 1])
                shape = SampleShape(
                    channels: filters, height: (s.height + 2 * padding - kernel) / stride + 1,
                    width: (s.width + 2 * padding - kernel) / stride + 1)
                batch = batch.map { convolution($0, s, weight, bias, filters, kernel, stride, padding) }
                next += 2
            case .maxPool2D(let size, let stride):
                shape = pooled(s, size, stride)
                batch = batch.map { pool($0, s, size, stride) { $0.max() ?? 0 } }
            case .averagePool2D(let size, let stride):
                shape = pooled(s, size, stride)
                batch = batch.map { pool($0, s, size, stride) { $0.reduce(0, +) / Double($0.count) } }
            case .dense(let units, _):
                let (weight, bias) = (parameters[next], parameters[next + 1])
                batch = batch.map { x in
                    (0..<units).map { o in
                        x.indices.reduce(bias[o]) { $0 + weight[o * x.count + $1] * x[$1] }
                    }
                }
                shape = SampleShape(features: units)
                next += 2
            case .flatten: shape = SampleShape(features: s.count)
            case .dropout(let rate):
                let mask = ReferenceDropout(seed: seed, layer: index, rate: rate)
                batch = batch.enumerated().map { n, x in
                    x.enumerated().map { $1 * mask.factor(sample: n, feature: $0, of: x.count) }
                }
            case .relu: batch = batch.map { $0.map { max(0, $0) } }
            case .tanh: batch = batch.map { $0.map { 2 / (1 + exp(-2 * $0)) - 1 } }
            case .sigmoid: batch = batch.map { $0.map { 1 / (1 + exp(-$0)) } }
            case .leakyReLU(let slope): batch = batch.map { $0.map { $0 < 0 ? slope * $0 : $0 } }
            case .gelu: batch = batch.map { $0.map { $0 * erfc(-$0 / 2.squareRoot()) / 2 } }
            case .batchNorm(_, let epsilon):
                batch = normalized(batch, s, epsilon, weight: parameters[next], bias: parameters[next + 1])
                next += 2
            }
        }
        return batch
    }

    private func convolution(
        _ x: [Double], _ s: SampleShape, _ weight: [Double], _ bias: [Double], _ filters: Int, _ kernel: Int,
        _ stride: Int, _ padding: Int
    ) -> [Double] {
        var y: [Double] = []
        for k in 0..<filters {
            for p in 0..<(s.height + 2 * padding - kernel) / stride + 1 {
                for q in 0..<(s.width + 2 * padding - kernel) / stride + 1 {
                    var sum = bias[k]
                    for c in 0..<s.channels {
                        for r in 0..<kernel {
                            for t in 0..<kernel {
                                let (row, column) = (p * stride + r - padding, q * stride + t - padding)
                                guard row >= 0, row < s.height, column >= 0, column < s.width else { continue }
                                sum +=
                                    weight[((k * s.channels + c) * kernel + r) * kernel + t]
                                    * x[(c * s.height + row) * s.width + column]
                            }
                        }
                    }
                    y.append(sum)
                }
            }
        }
        return y
    }

    private func normalized(
        _ batch: [[Double]], _ s: SampleShape, _ epsilon: Double, weight: [Double], bias: [Double]
    ) -> [[Double]] {
        var result = batch
        let area = s.height * s.width
        for c in 0..<s.channels {
            let places = c * area..<(c + 1) * area
            let values = batch.flatMap { $0[places] }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
            for n in batch.indices {
                for place in places {
                    result[n][place] =
                        (batch[n][place] - mean) / (variance + epsilon).squareRoot() * weight[c] + bias[c]
                }
            }
        }
        return result
    }

    private func pooled(_ s: SampleShape, _ size: Int, _ stride: Int) -> SampleShape {
        SampleShape(
            channels: s.channels, height: (s.height - size) / stride + 1, width: (s.width - size) / stride + 1)
    }

    private func pool(
        _ x: [Double], _ s: SampleShape, _ size: Int, _ stride: Int, _ value: ([Double]) -> Double
    ) -> [Double] {
        let output = pooled(s, size, stride)
        var y: [Double] = []
        for c in 0..<s.channels {
            for p in 0..<output.height {
                for q in 0..<output.width {
                    let window = (0..<size * size).map { place in
                        x[(c * s.height + p * stride + place / size) * s.width + q * stride + place % size]
                    }
                    y.append(value(window))
                }
            }
        }
        return y
    }
}

/// A dropout layer's choice for each number at step 0.
private struct ReferenceDropout {
    private let key: UInt64
    private let rate: Double

    init(seed: UInt64, layer: Int, rate: Double) {
        // The first number of the layer's stream: SplitMix64, begun with the seed, the use (3: dropout) and the place
        // (the layer above 40 bits of the step). As in `Fixtures/make_fixtures.py`.
        let step: UInt64 = 0x9E37_79B9_7F4A_7C15
        var state = Self.mixed(seed &+ step)
        state = Self.mixed(state ^ 3 &* 0xD1B5_4A32_D192_ED03)
        state = Self.mixed(state ^ UInt64(layer) << 40 &* 0xABC9_8388_FB8F_AC03)
        key = Self.mixed(state &+ step)
        self.rate = rate
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let first = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        let second = (first ^ first >> 27) &* 0x94D0_49BB_1331_11EB
        return second ^ second >> 31
    }

    func factor(sample: Int, feature: Int, of features: Int) -> Double {
        let position = (sample / 8 * features + feature) * 8 + sample % 8
        var x = UInt32(position) ^ UInt32(truncatingIfNeeded: key)
        x = (x ^ x >> 17) &* 0xed5a_d4bb ^ UInt32(key >> 32)
        x = (x ^ x >> 11) &* 0xac4c_1b51
        x = (x ^ x >> 15) &* 0x3184_8bab
        x ^= x >> 14
        return Double(x >> 9) * 0x1p-23 < rate ? 0 : 1 / (1 - rate)
    }
}
