import ArgumentParser
import Benchmarking
import Foundation
import Kernels

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Check, then time this machine's kernels and whole training steps.",
        discussion: """
            Needs no data set. Networks: lenet5, mlp, and two of three 3×3 convolutions with 32, 64 and 128 filters \
            on 1×28×28 (cnn28) and 3×32×32 (cnn32). Kernels that compute something wrong are not timed: exit code 1.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }
    enum Part: String, ExpressibleByArgument, CaseIterable { case kernels, steps }

    @Option(
        help: ArgumentHelp(
            "Time this network's kernels and steps. Repeatable. (default: lenet5's kernels, the steps of all)",
            valueName: "name"))
    var network: [BenchmarkNetwork] = []

    @Option(help: ArgumentHelp("Time only kernels, or only steps.", valueName: "part"))
    var only: Part?

    @Option(help: ArgumentHelp("Threads of a training step. A kernel has one.", valueName: "n"))
    var threads = 1

    @Option(help: ArgumentHelp("Time to spend on each network's steps; three windows at least.", valueName: "s"))
    var seconds = 5.0

    @Option(help: "table or json.")
    var format = Format.table

    func validate() throws {
        guard (1...255).contains(threads) else {
            throw ValidationError("--threads takes a number from 1 to 255, not \(threads)")
        }
        guard seconds >= 0, seconds.isFinite else {
            throw ValidationError("--seconds takes a number from 0 on, not \(seconds)")
        }
    }

    func run() throws {
        do {
            let set = try Kernels.choose(environment: ProcessInfo.processInfo.environment)
            guard let kernels = set.table else { throw InstructionSetError.unavailable(set) }
            let report = try Benchmark.run(settings, kernels: kernels) { StandardError.write("\($0) …\n") }
            switch format {
            case .table: print(BenchmarkTable.render(report), terminator: "")
            case .json: print(BenchmarkJSON.render(report), terminator: "")
            }
        } catch let error as InstructionSetError {
            StandardError.write("error: \(error)\n")
            throw ExitStatus.wrongInput
        } catch let error as BenchmarkRefusal {
            StandardError.write("error: \(error)\n")
            throw ExitStatus.runFailed
        }
    }

    private var settings: BenchmarkSettings {
        var settings = BenchmarkSettings(threads: threads, seconds: seconds)
        if !network.isEmpty { (settings.stepNetworks, settings.kernelNetworks) = (network, network) }
        switch only {
        case .kernels: settings.stepNetworks = []
        case .steps: settings.kernelNetworks = []
        case nil: break
        }
        return settings
    }
}

extension BenchmarkNetwork: ExpressibleByArgument {}
