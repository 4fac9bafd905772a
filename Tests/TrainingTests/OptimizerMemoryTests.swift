import Experiment
import Foundation
import Kernels
import Testing
import Training

@Suite struct OptimizerMemoryTests {
    /// In a process of its own, so that nobody else takes memory meanwhile. Adam's state is two arenas.
    @Test(.enabled("the system does not say how much memory a process takes") { takenBytes() != nil })
    func `a step takes no memory for another state of the optimizer`() async {
        await #expect(processExitsWith: .success) {
            let (inputs, units) = (28 * 28, 4096)
            var configuration = TrainingRuns.configuration(optimizer: .adam())
            configuration.model = .layers([
                LayerSpec(.flatten), LayerSpec(.dense(units: units, initializer: .zeros)),
                LayerSpec(.dense(units: 10, initializer: .zeros)),
            ])
            configuration.logEvery = 1
            let executor = TrainingExecutor(
                library: TrainingRuns.library, objective: Objective(), kernels: try Kernels.chosen().table,
                maximumCores: 1)
            let lease = CoreLease(cores: 1)
            var (before, after) = (Int?.none, Int?.none)
            _ = try executor.execute(TrainingRuns.run(configuration), rangeTest: nil, lease: lease) { event in
                switch event {
                case .began: before = takenBytes()
                case .measured:
                    after = takenBytes()
                    lease.requestStop()
                case .checkpointed, .inspected, .progressed, .distributed: break
                }
            }
            let growth = try #require(after) - #require(before)
            #expect(growth < inputs * units * MemoryLayout<Float>.stride)
        }
    }
}

/// Memory that this process takes now, of the machine or of its swap; nil where the system does not say.
private func takenBytes() -> Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    // `VmRSS:     1234 kB`
    let numbers = ["VmRSS:", "VmSwap:"].compactMap { name in
        let line = status?.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
    return numbers.count == 2 ? numbers.reduce(0, +) * 1024 : nil
}
