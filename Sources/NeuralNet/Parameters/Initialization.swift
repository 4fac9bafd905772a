import Experiment

/// How many inputs feed one output, and how many outputs one input feeds, window included.
struct Fan: Hashable, Sendable {
    var `in`: Int
    var out: Int
}

/// The distribution that a tensor is drawn from. Formulas are those of `torch.nn.init` with the default gain of each.
enum Initialization: Hashable, Sendable {
    case zeros
    case ones
    /// U(−bound, bound)
    case uniform(bound: Double)
    /// N(0, deviation²), not truncated
    case normal(deviation: Double)

    static func weight(_ initializer: Initializer, _ fan: Fan) -> Initialization {
        let (fanIn, fanOut) = (Double(fan.in), Double(fan.out))
        return switch initializer {
        case .pytorch: .uniform(bound: (1 / fanIn).squareRoot())
        case .heNormal: .normal(deviation: (2 / fanIn).squareRoot())  // arXiv:1502.01852
        case .heUniform: .uniform(bound: (6 / fanIn).squareRoot())
        case .glorotNormal: .normal(deviation: (2 / (fanIn + fanOut)).squareRoot())  // Glorot, Bengio, AISTATS 2010
        case .glorotUniform: .uniform(bound: (6 / (fanIn + fanOut)).squareRoot())
        case .lecunNormal: .normal(deviation: (1 / fanIn).squareRoot())  // LeCun et al., Efficient BackProp, 1998
        case .standardNormal: .normal(deviation: 1)
        case .zeros: .zeros
        }
    }

    static func bias(_ initializer: Initializer, _ fan: Fan) -> Initialization {
        switch initializer {
        case .pytorch: .uniform(bound: (1 / Double(fan.in)).squareRoot())
        case .heNormal, .heUniform, .glorotNormal, .glorotUniform, .lecunNormal, .standardNormal, .zeros: .zeros
        }
    }

    /// Draws `count` numbers, each computed in Double and rounded once.
    func draw(_ count: Int, from stream: inout RandomStream) -> [Float] {
        switch self {
        case .zeros:
            return [Float](repeating: 0, count: count)
        case .ones:
            return [Float](repeating: 1, count: count)
        case .uniform(let bound):
            return (0..<count).map { _ in Float((2 * Double(stream.nextUniform()) - 1) * bound) }
        case .normal(let deviation):
            return (0..<count).map { _ in Float(StandardNormal.draw(from: &stream) * deviation) }
        }
    }
}

extension ParameterArena {
    /// Draws every tensor from its own stream, so that no tensor depends on the size of another.
    func initialize(seed: UInt64) {
        for (index, tensor) in layout.tensors.enumerated() {
            var stream = RandomStream(seed: seed, for: .initialization(tensor: index))
            write(tensor.initialization.draw(tensor.count, from: &stream), to: tensor)
        }
    }
}
