import Experiment

/// Batch normalizations that see one value of each channel, as a batch of one gives it: a value less the mean of itself
/// is 0, and nothing before the layer would learn.
enum SingleValueNorms {
    /// Refuses them where every batch is of one: PyTorch stops at the first step.
    static func check(_ run: RunSpec, _ shape: ModelShape, _ problems: inout DiagnosticList) {
        guard run.configuration.batchSize == 1, case .layers(let layers) = run.configuration.model else { return }
        for (index, _) in norms(layers, shape) {
            problems.append(
                Diagnostic(
                    "'batch_norm' needs more than one value of each channel, and a batch of 1 has one here",
                    at: run.sources.location(of: "model.layers.\(index)"),
                    notes: [.init("a larger 'batch_size', or the layer before 'flatten', gives it more")]))
        }
    }

    /// Tells of a batch of one that an epoch ends with: its other steps learn, so that it is worth a warning only.
    static func remark(onLastBatchOf run: RunSpec, _ estimate: RunEstimate, _ remarks: inout DiagnosticList) {
        remark(
            on: run, estimate.shape, samples: estimate.dataset.trainingCount, in: "an epoch", &remarks)
    }

    /// The same of a range test for `run`. Of one that holds no sample out the run's own remarks tell.
    static func remark(
        onLastBatchOf test: RangeTestCost, for run: RunSpec, _ shape: ModelShape, _ remarks: inout DiagnosticList
    ) {
        guard test.looksAtHeldOut, test.endsEpochs else { return }
        let heldOut = WordList.count(test.heldOut.all, "sample")
        remark(
            on: run, shape, samples: test.samplesPerEpoch,
            in: "an epoch of the range test, which holds out \(heldOut),", &remarks)
    }

    /// - Parameter samples: how many an epoch has.
    private static func remark(
        on run: RunSpec, _ shape: ModelShape, samples: Int, in epoch: String, _ remarks: inout DiagnosticList
    ) {
        let configuration = run.configuration
        guard configuration.batchSize > 1, samples % configuration.batchSize == 1,
            case .layers(let layers) = configuration.model
        else { return }
        for (index, name) in norms(layers, shape) {
            remarks.append(
                Diagnostic(
                    "the last batch of \(epoch) has one sample, which gives '\(name)' one value of each channel:"
                        + " nothing before it learns in that step; another 'batch_size' or 'limit' avoids that",
                    at: run.sources.location(of: "model.layers.\(index)"), severity: .warning))
        }
    }

    /// Those that see one value of each channel in a sample.
    private static func norms(_ layers: [LayerSpec], _ shape: ModelShape) -> [(index: Int, name: String)] {
        var norms: [(index: Int, name: String)] = []
        for (index, ((layer, name), output)) in zip(zip(layers, layers.layerNames), shape.outputs).enumerated() {
            guard case .batchNorm = layer.kind, output.height * output.width == 1 else { continue }
            norms.append((index: index, name: name))
        }
        return norms
    }
}
