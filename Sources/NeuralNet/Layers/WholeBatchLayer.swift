/// A layer that works on the whole batch at once, and spreads its work over the team by itself.
protocol WholeBatchLayer: AnyObject, Sendable {
    var output: Activations { get }

    /// The layer's output for the first `samples` samples.
    func forward(samples: Int, _ pass: ForwardPass, _ team: WorkTeam, cores: Int)

    /// Moves the running statistics towards those of the `samples` samples that a training's forward pass was of. Between
    /// it and the backward pass, which overwrites what it left.
    func moveRunningStatistics(samples: Int)

    /// Writes the parameters' gradients.
    ///
    /// - Parameters:
    ///   - outputGradient: of the whole batch, 0 in the lanes that hold no sample; overwritten.
    ///   - inputGradient: of the whole batch, nil where nobody needs it.
    func backward(samples: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?, _ team: WorkTeam, cores: Int)
}

extension WholeBatchLayer {
    /// Of a layer that has none.
    func moveRunningStatistics(samples: Int) {}
}
