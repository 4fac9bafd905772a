import Experiment
import Foundation

/// The plain loss of a network by the definitions, in Double, one sample at a time: shares no code with the product.
struct ReferenceNetwork {
    let layers: [LayerSpec]
    let input: SampleShape
    let labelSmoothing: Double

    /// Mean loss; `parameters` in the order of the tensors.
    func meanLoss(_ parameters: [[Double]], _ samples: TestSamples, _ indices: [Int32]) -> Double {
        indices.reduce(0) { sum, index in
            let label = Int(samples.labels[Int(index)])
            let logits = logits(parameters, samples.numbers(Int(index)).map(Double.init))
            return sum + loss(logits, label)
        } / Double(indices.count)
    }

    private func loss(_ logits: [Double], _ label: Int) -> Double {
        let largest = logits.max() ?? 0
        let logSum = largest + log(logits.map { exp($0 - largest) }.reduce(0, +))
        let spread = logits.map { logSum - $0 }.reduce(0, +) / Double(logits.count)
        return (1 - labelSmoothing) * (logSum - logits[label]) + labelSmoothing * spread
    }

    private func logits(_ parameters: [[Double]], _ sample: [Double]) -> [Double] {
        var (x, shape, next) = (sample, input, 0)
        for layer in layers {
            switch layer.kind {
            case .convolution2D(let filters, let kernel, let stride, let padding, _):
                (x, shape) = convolution(
                    x, shape, parameters[next], parameters[next + 1], filters, kernel, stride, padding)
                next += 2
            case .maxPool2D(let size, let stride):
                (x, shape) = pool(x, shape, size, stride) { $0.max() ?? 0 }
            case .averagePool2D(let size, let stride):
                (x, shape) = pool(x, shape, size, stride) { $0.reduce(0, +) / Double($0.count) }
            case .dense(let units, _):
                let (weight, bias, inputs) = (parameters[next], parameters[next + 1], x)
                x = (0..<units).map { o in
                    inputs.indices.reduce(bias[o]) { $0 + weight[o * inputs.count + $1] * inputs[$1] }
                }
                shape = SampleShape(features: units)
                next += 2
            case .flatten: shape = SampleShape(features: x.count)
            case .relu: x = x.map { max(0, $0) }
            case .tanh: x = x.map { 2 / (1 + exp(-2 * $0)) - 1 }
            case .sigmoid: x = x.map { 1 / (1 + exp(-$0)) }
            case .leakyReLU(let slope): x = x.map { $0 < 0 ? slope * $0 : $0 }
            case .gelu: x = x.map { $0 * erfc(-$0 / 2.squareRoot()) / 2 }
            case .dropout, .batchNorm: return []
            }
        }
        return x
    }

    private func convolution(
        _ x: [Double], _ s: SampleShape, _ weight: [Double], _ bias: [Double], _ filters: Int, _ kernel: Int,
        _ stride: Int, _ padding: Int
    ) -> ([Double], SampleShape) {
        let output = SampleShape(
            channels: filters, height: (s.height + 2 * padding - kernel) / stride + 1,
            width: (s.width + 2 * padding - kernel) / stride + 1)
        var y: [Double] = []
        for k in 0..<filters {
            for p in 0..<output.height {
                for q in 0..<output.width {
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
        return (y, output)
    }

    private func pool(
        _ x: [Double], _ s: SampleShape, _ size: Int, _ stride: Int, _ value: ([Double]) -> Double
    ) -> ([Double], SampleShape) {
        let output = SampleShape(
            channels: s.channels, height: (s.height - size) / stride + 1, width: (s.width - size) / stride + 1)
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
        return (y, output)
    }
}
