import Experiment
import Kernels
package import KernelTypes

/// What to time.
package struct BenchmarkSettings: Sendable {
    /// Whose whole training steps are timed.
    package var stepNetworks: [BenchmarkNetwork]
    /// Whose kernels are timed one by one.
    package var kernelNetworks: [BenchmarkNetwork]
    /// Of the whole training step; kernels know no threads.
    package var threads: Int
    /// For each network's step, peak windows included; a slow one takes longer.
    package var seconds: Double
    /// For each kernel, peak windows included.
    package var kernelSeconds: Double

    package init(
        stepNetworks: [BenchmarkNetwork] = BenchmarkNetwork.allCases, kernelNetworks: [BenchmarkNetwork] = [.lenet5],
        threads: Int = 1, seconds: Double = 5, kernelSeconds: Double = 0.3
    ) {
        self.stepNetworks = stepNetworks
        self.kernelNetworks = kernelNetworks
        self.threads = threads
        self.seconds = seconds
        self.kernelSeconds = kernelSeconds
    }
}

/// Why nothing was timed.
package enum BenchmarkRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case wrongKernels(instructionSet: String, [KernelFault])
    case network(BenchmarkNetwork, String)

    package var description: String {
        switch self {
        case .wrongKernels(let instructionSet, let faults):
            let list = faults.map { "  \($0.kernel) (\($0.shape)): \($0.detail)" }.joined(separator: "\n")
            return "the \(instructionSet) kernels are wrong, and are not timed:\n\(list)"
        case .network(let network, let message):
            return "\(network.rawValue) cannot be built: \(message)"
        }
    }
}

package enum Benchmark {
    /// Checks the kernels, then times them and whole training steps.
    /// - Parameter progress: told what is being done next.
    package static func run(
        _ settings: BenchmarkSettings, kernels: KernelTable, progress: (String) -> Void
    ) throws(BenchmarkRefusal) -> BenchmarkReport {
        progress("checking the \(kernels.name) kernels")
        let faults = KernelCheck.faults(in: kernels)
        guard faults.isEmpty else { throw .wrongKernels(instructionSet: kernels.name, faults) }

        var report = BenchmarkReport(
            instructionSet: kernels.name, threads: settings.threads, quietPeak: PeakMeter.gigaflops(of: kernels))
        for network in settings.kernelNetworks {
            progress("timing the kernels of \(network.rawValue)")
            let timer = WindowTimer(
                peak: PeakLoop(kernels, cores: 1), seconds: settings.kernelSeconds, leastWindows: 20)
            do {
                let rows = try KernelTimings(of: network, kernels: kernels, timer: timer).rows
                report.kernels.append(BenchmarkReport.KernelGroup(network: network, rows: rows))
            } catch {
                throw .network(network, error.message)
            }
        }
        for network in settings.stepNetworks {
            progress("timing the training step of \(network.rawValue)")
            let timer = WindowTimer(
                peak: PeakLoop(kernels, cores: settings.threads), seconds: settings.seconds, leastWindows: 3)
            do {
                report.steps.append(
                    try StepTiming.measure(network, kernels: kernels, cores: settings.threads, timer: timer))
            } catch {
                throw .network(network, error.message)
            }
        }
        return report
    }
}
