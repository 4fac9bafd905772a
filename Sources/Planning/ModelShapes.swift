import Experiment

/// The shapes of a plan's models: each is followed through its layers once, however many runs share it.
struct ModelShapes {
    private struct Key: Hashable {
        var model: ModelSpec
        var input: SampleShape
        var classes: Int

        init(_ model: ModelSpec, _ dataset: DatasetSummary) {
            self.model = model
            input = dataset.input
            classes = dataset.classes
        }
    }

    private var shapes: [Key: Result<ModelShape, ModelShapeError>] = [:]

    /// What `infer` has found; nil for a model that does not fit together.
    func shape(of model: ModelSpec, dataset: DatasetSummary) -> ModelShape? {
        guard case .success(let shape) = shapes[Key(model, dataset)] else { return nil }
        return shape
    }

    /// - Throws: the first layer that does not fit what comes into it.
    mutating func infer(_ model: ModelSpec, dataset: DatasetSummary) throws(ModelShapeError) -> ModelShape {
        let key = Key(model, dataset)
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
