/// Everything that the next step depends on besides its batch, and an evaluation: parameters, running statistics, the
/// optimizer's state, the number of steps. A deep copy, to return to.
package struct TrainingState: Sendable {
    package let parameters: [Float]
    package let runningStatistics: [Float]
    package let optimizerState: [NamedState]
    package let stepCount: Int

    package struct NamedState: Sendable {
        package let name: String
        package let values: [Float]

        package init(name: String, values: [Float]) {
            self.name = name
            self.values = values
        }
    }

    package init(
        parameters: [Float], runningStatistics: [Float], optimizerState: [NamedState], stepCount: Int
    ) {
        self.parameters = parameters
        self.runningStatistics = runningStatistics
        self.optimizerState = optimizerState
        self.stepCount = stepCount
    }

    package init(_ network: Network, _ optimizer: Optimizer) {
        parameters = network.parameters.copy()
        runningStatistics = network.runningStatistics.copy()
        optimizerState = optimizer.copyState()
        stepCount = optimizer.stepCount
    }

    /// Puts a network and an optimizer of the same shapes back to this state.
    package func restore(_ network: Network, _ optimizer: Optimizer) {
        network.parameters.restore(parameters)
        network.runningStatistics.restore(runningStatistics)
        optimizer.restore(stepCount: stepCount, state: optimizerState.map(\.values))
    }
}
