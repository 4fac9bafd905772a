/// What a benchmark measured.
package struct BenchmarkReport: Hashable, Sendable {
    package var instructionSet: String
    /// Billions of floating-point operations a second of multiply-adds on registers alone on one core, in the fastest
    /// of many windows of a millisecond: what a row's own peak would be on a machine without other users.
    package var quietPeak: Double
    package var kernels: [KernelGroup] = []
    /// Steps alone.
    package var steps: [Step] = []
    /// Steps of whole runs, from the experiment file to the record.
    package var runs: [Step] = []

    package init(instructionSet: String, quietPeak: Double) {
        self.instructionSet = instructionSet
        self.quietPeak = quietPeak
    }

    package struct KernelGroup: Hashable, Sendable {
        /// Whose kernels they are; nil for layers that none of the networks has.
        package var network: BenchmarkNetwork?
        package var rows: [Kernel]

        package init(network: BenchmarkNetwork?, rows: [Kernel]) {
            self.network = network
            self.rows = rows
        }
    }

    /// One kernel over one batch, on one thread.
    package struct Kernel: Hashable, Sendable {
        package var name: String
        /// Floating-point operations of a batch; nil where they are not counted.
        package var operations: Int?
        /// Of a batch.
        package var timing: Timing

        package init(name: String, operations: Int?, timing: Timing) {
            self.name = name
            self.operations = operations
            self.timing = timing
        }
    }

    /// The training step of a network.
    package struct Step: Hashable, Sendable {
        package var network: BenchmarkNetwork
        package var arrangement: StepArrangement
        package var operationsPerSample: Int
        /// Of a step. Of steps at once, a window's time over all their steps.
        package var timing: Timing

        package init(
            network: BenchmarkNetwork, arrangement: StepArrangement, operationsPerSample: Int, timing: Timing
        ) {
            self.network = network
            self.arrangement = arrangement
            self.operationsPerSample = operationsPerSample
            self.timing = timing
        }

        /// Of a step.
        package var operations: Int { operationsPerSample * BenchmarkNetwork.batchSize }
        package var bestSamplesPerSecond: Double { Double(BenchmarkNetwork.batchSize) / timing.best }
        package var medianSamplesPerSecond: Double { Double(BenchmarkNetwork.batchSize) / timing.median }
        package var shareOfPeak: Double { timing.shareOfPeak(operations) }
    }

    /// How many times one thread `step` is, out of as many cores as it has: the ratio of their rates, divided by what
    /// the cores reach of as many times one core's peak. Nil without more cores, or without one thread that took turns
    /// with it.
    package func speedup(of step: Step) -> Double? {
        guard step.arrangement.cores > 1,
            let one = steps.first(where: { $0.network == step.network && $0.arrangement.cores == 1 })
        else { return nil }
        return Double(step.arrangement.cores) * step.shareOfPeak / one.shareOfPeak
    }
}
