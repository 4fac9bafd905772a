import Datasets
import Experiment
import NeuralNet

extension Trainer {
    /// Nil where the set has too many classes to look into.
    var emptyPredictions: Predictions? {
        dataset.classes <= RunInspection.classLimit ? Predictions(classes: dataset.classes) : nil
    }

    /// The network's layers for a picture of it.
    var outlines: [LayerOutline] {
        let layers = configuration.model.layers(classes: dataset.classes)
        // A network that was built fits.
        return (try? LayerOutline.outlines(of: layers, input: dataset.input, classes: dataset.classes)) ?? []
    }

    /// - Parameter predictions: of the validation set.
    func inspection(_ predictions: Predictions?, step: Int) -> RunInspection? {
        let validation = dataset.validation
        guard let predictions, predictions.count == validation.count, predictions.count > 0 else { return nil }
        return RunInspection(
            predictions, step: step, classNames: dataset.classNames, sampleShape: dataset.input
        ) { (index: Int(validation.indices[$0]), pixels: Array(validation.pixels(at: $0))) }
    }

    func histograms(_ content: TensorHistogram.Content) -> [TensorHistogram] {
        let arena =
            switch content {
            case .weights: network.parameters
            case .gradients: network.gradients
            }
        let values = arena.copy()
        return arena.layout.tensors.map { tensor in
            TensorHistogram(content, tensor: tensor.name, values: values[tensor.range])
        }
    }
}
