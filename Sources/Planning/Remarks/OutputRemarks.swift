import Experiment

/// What stands behind a model's last weights where that was hardly meant: the loss takes the softmax of the outputs
/// itself, and expects them as the weights give them.
enum OutputRemarks {
    /// Tells of activations, dropouts and batch normalizations at the end of `run`'s list of layers.
    static func remark(on run: RunSpec, _ remarks: inout DiagnosticList) {
        // Named models end with their weights.
        guard case .layers(let layers) = run.configuration.model else { return }
        for (index, layer) in layers.enumerated().reversed() {
            switch layer.kind {
            case .flatten: continue
            case .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .dropout:
                remarks.append(
                    Diagnostic(
                        "'\(layer.kind.name.rawValue)' changes the outputs, of which the loss takes the softmax itself:"
                            + " it is hardly meant to stand behind the last weights",
                        at: run.sources.location(of: "model.layers.\(index)"), severity: .warning))
            case .batchNorm:
                remarks.append(
                    Diagnostic(
                        "'batch_norm' gives the outputs the mean and the spread that it learns for each class:"
                            + " it is hardly meant to stand last",
                        at: run.sources.location(of: "model.layers.\(index)"), severity: .warning))
                // It has weights of its own.
                return
            case .convolution2D, .maxPool2D, .averagePool2D, .dense: return
            }
        }
    }
}
