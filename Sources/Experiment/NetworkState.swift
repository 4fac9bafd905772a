/// A network and its optimizer between two steps.
package struct NetworkState: Sendable {
    package struct Tensor: Sendable {
        /// PyTorch's: `conv1.weight`, `batch_norm1.running_mean`.
        package var name: String
        package var shape: [Int]
        /// In row-major order of the shape.
        package var values: [Float]

        package init(name: String, shape: [Int], values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// One kind of state that the optimizer keeps for each parameter.
    package struct OptimizerSlot: Sendable {
        /// `momentum`, `first_moment`, …
        package var name: String
        package var tensors: [Tensor]

        package init(name: String, tensors: [Tensor]) {
            self.name = name
            self.tensors = tensors
        }
    }

    /// Optimizer steps done.
    package var step: Int
    /// Parameters, then running statistics: all that an evaluation depends on.
    package var weights: [Tensor]
    package var optimizer: [OptimizerSlot]

    package init(step: Int, weights: [Tensor], optimizer: [OptimizerSlot]) {
        self.step = step
        self.weights = weights
        self.optimizer = optimizer
    }
}
