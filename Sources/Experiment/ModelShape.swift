/// Why a list of layers is no network, with the layer at fault (its index in the list).
package struct ModelShapeError: Error, Hashable, Sendable {
    package var layerIndex: Int
    package var message: String

    package init(layerIndex: Int, message: String) {
        self.layerIndex = layerIndex
        self.message = message
    }
}

/// What follows from a list of layers and the input's shape, before anything is allocated.
package struct ModelShape: Hashable, Sendable {
    /// The shape after each layer; as long as the list of layers.
    package var outputs: [SampleShape]
    /// Trainable numbers of each layer.
    package var parameterCounts: [Int]

    package var parameterCount: Int { parameterCounts.reduce(0, +) }

    /// Largest accepted number of activations or parameters of one layer: far above any network
    /// that trains on a CPU, far below where products of sizes overflow.
    package static let countLimit = 1 << 30
    fileprivate static let beyondLimit = "the layer is larger than 2^\(countLimit.trailingZeroBitCount) numbers"

    /// Follows the shapes through `layers`.
    /// - Throws: the first layer that cannot take its input, or a last layer that does not give
    ///   one logit for each of the `classes`.
    package static func infer(
        layers: [LayerSpec], input: SampleShape, classes: Int
    ) throws(ModelShapeError) -> ModelShape {
        var shape = input
        var result = ModelShape(outputs: [], parameterCounts: [])
        for (index, layer) in layers.enumerated() {
            let parameters: Int
            do {
                (shape, parameters) = try layer.kind.output(for: shape)
            } catch {
                throw ModelShapeError(layerIndex: index, message: error.message)
            }
            guard shape.count <= countLimit, parameters <= countLimit else {
                throw ModelShapeError(layerIndex: index, message: beyondLimit)
            }
            result.outputs.append(shape)
            result.parameterCounts.append(parameters)
        }
        guard shape.isFlat, shape.channels == classes else {
            let outputs = shape.isFlat ? WordList.count(shape.count, "output") : "\(shape.spelling) outputs"
            let hint =
                if !shape.isFlat {
                    "end with 'flatten' and '{dense: \(classes)}'"
                } else if layers.contains(where: { $0.kind.name == .dense }) {
                    "give the last 'dense' \(classes) units"
                } else {
                    "end with '{dense: \(classes)}'"
                }
            throw ModelShapeError(
                layerIndex: max(0, layers.count - 1),
                message: "the model gives \(outputs), but the data set has \(classes) classes; \(hint)")
        }
        guard result.parameterCount > 0 else {
            throw ModelShapeError(layerIndex: 0, message: "the model has nothing to train")
        }
        return result
    }
}

/// Why one layer cannot take its input.
private struct Misfit: Error { var message: String }

extension LayerKind {
    /// Output shape and number of parameters for one input shape.
    fileprivate func output(for input: SampleShape) throws(Misfit) -> (SampleShape, Int) {
        switch self {
        case .convolution2D(let filters, let kernel, let stride, let padding, _):
            let (height, width) = try window(input, size: kernel, stride: stride, padding: padding)
            let weights = try product([filters, input.channels, kernel, kernel])
            _ = try product([filters, height, width])
            return (SampleShape(channels: filters, height: height, width: width), weights + filters)
        case .maxPool2D(let size, let stride):
            let (height, width) = try window(input, size: size, stride: stride, padding: 0)
            return (SampleShape(channels: input.channels, height: height, width: width), 0)
        case .averagePool2D(let size, let stride):
            let (height, width) = try window(input, size: size, stride: stride, padding: 0)
            return (SampleShape(channels: input.channels, height: height, width: width), 0)
        case .dense(let units, _):
            guard input.isFlat else {
                throw Misfit(
                    message: "'dense' needs a vector, but its input is \(input.spelling); put 'flatten' before it")
            }
            return (SampleShape(features: units), try product([units, input.count]) + units)
        case .flatten:
            return (SampleShape(features: input.count), 0)
        case .batchNorm:
            return (input, 2 * input.channels)
        case .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .dropout:
            return (input, 0)
        }
    }

    /// Positions of a window: floor((size + 2·padding − kernel) / stride) + 1 in each direction.
    private func window(
        _ input: SampleShape, size: Int, stride: Int, padding: Int
    ) throws(Misfit) -> (height: Int, width: Int) {
        guard !input.isFlat else {
            throw Misfit(
                message:
                    "'\(name.rawValue)' needs channels, height and width, but its input is a vector of \(input.count)")
        }
        guard size <= input.height + 2 * padding, size <= input.width + 2 * padding else {
            let padded = padding > 0 ? " with padding \(padding)" : ""
            throw Misfit(message: "a \(size)×\(size) window does not fit its input of \(input.spelling)\(padded)")
        }
        return ((input.height + 2 * padding - size) / stride + 1, (input.width + 2 * padding - size) / stride + 1)
    }

    private func product(_ factors: [Int]) throws(Misfit) -> Int {
        var result = 1
        for factor in factors {
            let (value, overflow) = result.multipliedReportingOverflow(by: factor)
            guard !overflow, value <= ModelShape.countLimit else {
                throw Misfit(message: ModelShape.beyondLimit)
            }
            result = value
        }
        return result
    }
}
