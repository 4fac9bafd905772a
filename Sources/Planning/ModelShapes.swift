import Experiment

/// The shapes of a plan's models: each is followed through its layers once, however many runs share it.
struct ModelShapes {
    private struct Key: Hashable {
        var model: ModelSpec
        var input: SampleShape
        var classes: Int
    }

    private var shapes: [Key: Result<ModelShape, ModelShapeError>] = [:]

    /// - Throws: the first layer that does not fit what comes into it.
    mutating func infer(_ model: ModelSpec, dataset: DatasetSummary) throws(ModelShapeError) -> ModelShape {
        let key = Key(model: model, input: dataset.input, classes: dataset.classes)
        let shape = shapes[key] ?? Self.infer(key)
        shapes[key] = shape
        return try shape.get()
    }

    private static func infer(_ key: Key) -> Result<ModelShape, ModelShapeError> {
        Result { () throws(ModelShapeError) in
            try ModelShape.infer(
                layers: key.model.layers(classes: key.classes), input: key.input, classes: key.classes)
        }
    }
}
