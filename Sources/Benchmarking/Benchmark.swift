import Experiment
package import KernelTypes

/// What to time.
package struct BenchmarkSettings: Sendable {
    /// Whose whole training steps are timed.
    package var stepNetworks: [BenchmarkNetwork]
    /// Whose kernels are timed one by one.
    package var kernelNetworks: [BenchmarkNetwork]
    /// Whether the kernels of layers that no network has are timed too.
    package var otherLayers: Bool
    /// Of the whole training step; kernels know no threads.
    package var arrangements: [StepArrangement]
    /// For each network's step, peak windows included; a slow one takes longer.
    package var seconds: Double
    /// For each kernel, peak windows included.
    package var kernelSeconds: Double

    package init(
        stepNetworks: [BenchmarkNetwork] = BenchmarkNetwork.allCases, kernelNetworks: [BenchmarkNetwork] = [.lenet5],
        otherLayers: Bool = true, arrangements: [StepArrangement] = [.oneRun(threads: 1)], seconds: Double = 5,
        kernelSeconds: Double = 0.3
    ) {
        self.stepNetworks = stepNetworks
        self.kernelNetworks = kernelNetworks
        self.otherLayers = otherLayers
        self.arrangements = arrangements
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
    /// - Throws: `wrongKernels` where a kernel fails its check; `network` where one of the networks cannot be built.
    package static func run(
        _ settings: BenchmarkSettings, kernels: KernelTable, progress: (String) -> Void
    ) throws(BenchmarkRefusal) -> BenchmarkReport {
        progress("checking the \(kernels.name) kernels")
        let faults = KernelCheck.faults(in: kernels)
        guard faults.isEmpty else { throw .wrongKernels(instructionSet: kernels.name, faults) }

        let peak = PeakLoop(kernels, cores: 1)
        let quietPeak = (0..<100).reduce(0.0) { best, _ in max(best, peak.gigaflops(seconds: 1e-3)) }
        var report = BenchmarkReport(instructionSet: kernels.name, quietPeak: quietPeak)
        let timer = WindowTimer(seconds: settings.kernelSeconds, leastWindows: 20)
        for network in settings.kernelNetworks {
            progress("timing the kernels of \(network.rawValue)")
            do {
                let rows = try KernelTimings.measure(network, kernels: kernels, peak: peak, timer: timer)
                report.kernels.append(BenchmarkReport.KernelGroup(network: network, rows: rows))
            } catch {
                throw .network(network, error.message)
            }
        }
        if settings.otherLayers {
            progress("timing the kernels of other layers")
            let rows = OtherLayerTimings.measure(kernels: kernels, peak: peak, timer: timer)
            report.kernels.append(BenchmarkReport.KernelGroup(network: nil, rows: rows))
        }
        for network in settings.stepNetworks {
            progress("timing the training step of \(network.rawValue)")
            let timer = WindowTimer(seconds: settings.seconds, leastWindows: 3)
            do {
                report.steps += try StepTiming.measure(
                    network, settings.arrangements, kernels: kernels, timer: timer)
            } catch {
                throw .network(network, error.message)
            }
        }
        return report
    }
}
