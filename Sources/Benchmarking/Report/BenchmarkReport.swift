/// What a benchmark measured.
package struct BenchmarkReport: Hashable, Sendable {
    package var instructionSet: String
    /// Of the whole training steps.
    package var threads: Int
    /// Billions of floating-point operations a second of multiply-adds on registers alone on one core, in the fastest
    /// of many windows of a millisecond: what a row's own peak would be on a machine without other users.
    package var quietPeak: Double
    package var kernels: [KernelGroup] = []
    package var steps: [Step] = []

    package init(instructionSet: String, threads: Int, quietPeak: Double) {
        self.instructionSet = instructionSet
        self.threads = threads
        self.quietPeak = quietPeak
    }

    package struct KernelGroup: Hashable, Sendable {
        package var network: BenchmarkNetwork
        package var rows: [Kernel]

        package init(network: BenchmarkNetwork, rows: [Kernel]) {
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
        package var operationsPerSample: Int
        /// Of a step.
        package var timing: Timing

        package init(network: BenchmarkNetwork, operationsPerSample: Int, timing: Timing) {
            self.network = network
            self.operationsPerSample = operationsPerSample
            self.timing = timing
        }

        /// Of a step.
        package var operations: Int { operationsPerSample * BenchmarkNetwork.batchSize }
        package var bestSamplesPerSecond: Double { Double(BenchmarkNetwork.batchSize) / timing.best }
        package var medianSamplesPerSecond: Double { Double(BenchmarkNetwork.batchSize) / timing.median }
    }
}
