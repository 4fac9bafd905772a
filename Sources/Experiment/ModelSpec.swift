/// The network of a run: one of the named ones, or a list of layers.
package enum ModelSpec: Hashable, Sendable {
    case named(NamedModel)
    case layers([LayerSpec])
}

package enum NamedModel: String, CaseIterable, Sendable {
    /// conv 1→6 5×5 padding 2, relu, max-pool 2, conv 6→16 5×5, relu, max-pool 2, dense 120, 84,
    /// classes: LeNet-5 with relu and max-pooling, as PyTorch's tutorials write it.
    case lenet5
    /// flatten, dense 256, relu, dense 128, relu, dense classes.
    case mlp
    /// flatten, dense classes.
    case softmaxRegression = "softmax_regression"
}

/// One layer with the name its parameters carry, where the file gives one.
package struct LayerSpec: Hashable, Sendable {
    package var kind: LayerKind
    /// Prefix of the parameters' names; default kind and ordinal (`conv1`, `dense2`).
    package var name: String?

    package init(_ kind: LayerKind, name: String? = nil) {
        self.kind = kind
        self.name = name
    }
}

/// The defaults are those of PyTorch's layers (`torch.nn`).
package enum LayerKind: Hashable, Sendable {
    case convolution2D(
        filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0, initializer: Initializer = .pytorch)
    case maxPool2D(size: Int, stride: Int)
    case averagePool2D(size: Int, stride: Int)
    case dense(units: Int, initializer: Initializer = .pytorch)
    case flatten
    case relu
    case tanh
    case sigmoid
    case leakyReLU(negativeSlope: Double = 0.01)
    /// Exact form, x·Φ(x) with the error function (arXiv:1606.08415).
    case gelu
    case dropout(rate: Double)
    case batchNorm(momentum: Double = 0.1, epsilon: Double = 1e-5)
}

/// How a layer's weights are drawn. `pytorch` also draws the bias; the others set it to zero.
package enum Initializer: String, CaseIterable, Sendable {
    /// U(−1/√fanIn, 1/√fanIn) for weight and bias: PyTorch's default (kaiming_uniform with a = √5).
    case pytorch
    case heNormal = "he_normal"
    case heUniform = "he_uniform"
    case glorotNormal = "glorot_normal"
    case glorotUniform = "glorot_uniform"
    case lecunNormal = "lecun_normal"
    /// N(0, 1): a badly scaled start, to study what it does.
    case standardNormal = "standard_normal"
    case zeros
}

extension ModelSpec {
    /// The layers, with the named models written out for `classes` outputs.
    package func layers(classes: Int) -> [LayerSpec] {
        switch self {
        case .layers(let layers): return layers
        case .named(let model): return model.layers(classes: classes).map { LayerSpec($0) }
        }
    }

    /// Whether a training's forward pass differs from an evaluation's: by dropout, or by a batch's own statistics.
    package var trainsUnlikeItEvaluates: Bool {
        hasBatchNorm
            || written.contains { layer in
                if case .dropout(let rate) = layer.kind { rate > 0 } else { false }
            }
    }

    package var hasBatchNorm: Bool { slowestStatistics != nil }

    /// The smallest momentum of running statistics; nil without batch norm.
    package var slowestStatistics: Double? {
        let momentums = written.compactMap { layer -> Double? in
            if case .batchNorm(let momentum, _) = layer.kind { momentum } else { nil }
        }
        return momentums.min()
    }

    /// Those of the file; a named model has none that depend on it.
    private var written: [LayerSpec] {
        if case .layers(let layers) = self { layers } else { [] }
    }
}

extension NamedModel {
    fileprivate func layers(classes: Int) -> [LayerKind] {
        func dense(_ units: Int) -> LayerKind { .dense(units: units) }
        func convolution(_ filters: Int, padding: Int) -> LayerKind {
            .convolution2D(filters: filters, kernel: 5, padding: padding)
        }
        switch self {
        case .lenet5:
            return [
                convolution(6, padding: 2), .relu, .maxPool2D(size: 2, stride: 2),
                convolution(16, padding: 0), .relu, .maxPool2D(size: 2, stride: 2),
                .flatten, dense(120), .relu, dense(84), .relu, dense(classes),
            ]
        case .mlp:
            return [.flatten, dense(256), .relu, dense(128), .relu, dense(classes)]
        case .softmaxRegression:
            return [.flatten, dense(classes)]
        }
    }
}
