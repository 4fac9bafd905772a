import KernelTypes
import NeuralNet

/// Multiply-adds on registers alone on some cores at once: what the machine has to give at this moment.
final class PeakLoop {
    private let kernels: KernelTable
    private let cores: Int
    private let team: WorkTeam
    /// Rounds in a second of one core, as far as was seen.
    private var bestPace: Double

    /// Loops that each core does in one window, so that a core that is taken away for a while gives its share to the
    /// others, as it would in a training step.
    private static let parts = 16

    init(_ kernels: KernelTable, cores: Int) {
        self.kernels = kernels
        self.cores = cores
        team = WorkTeam(maximumCores: cores)
        // A first guess, which the windows below correct.
        bestPace = 1e8
        for _ in 0..<10 { _ = gigaflops(seconds: 1e-3) }
    }

    /// Billions of floating-point operations a second in one window that takes about `seconds`.
    func gigaflops(seconds: Double) -> Double {
        let tasks = cores * Self.parts
        let rounds = max(1, Int(bestPace * seconds) / Self.parts)
        // Each task starts from the same number and does the same operations.
        var operations = 0
        let start = ContinuousClock.now
        team.run(tasks: tasks, cores: cores) { [kernels] task, _ in
            var total: Float = 1
            let done = unsafe kernels.multiplyAddPeak(rounds, &total)
            if task == 0 { operations = done }
        }
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        bestPace = max(bestPace, Double(rounds * Self.parts) / elapsed)
        return Double(operations * tasks) / elapsed / 1e9
    }
}
