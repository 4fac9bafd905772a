import ArgumentParser
import Benchmarking
import Foundation
import Kernels
import Machine
import Reporting

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Check, then time this machine's kernels, training steps and a whole run.",
        discussion: """
            Needs no data set. Networks: lenet5, mlp, and two of three 3×3 convolutions with 32, 64 and 128 filters \
            on 1×28×28 (cnn28) and 3×32×32 (cnn32). Kernels that compute something wrong are not timed: exit code 1.
            """)

    enum Part: String, ExpressibleByArgument, CaseIterable { case kernels, steps, runs, reporting }

    @Option(
        help: ArgumentHelp(
            "Time this network. Repeatable. (default: kernels and runs of lenet5, the steps of all)",
            valueName: "name"))
    var network: [BenchmarkNetwork] = []

    @Option(
        help: ArgumentHelp(
            "Time only kernels, only steps, only runs, or (never by default) what reporting costs a run.",
            valueName: "part"))
    var only: Part?

    @Option(
        parsing: .numeric,
        help: ArgumentHelp(
            "Threads of steps and runs. (default: one; one for each core; for steps also a run on each core)",
            valueName: "n"))
    var threads: Int?

    @Option(
        parsing: .numeric,
        help: ArgumentHelp(
            "Time to spend on each network's steps, or on a run; three windows at least. (default: 5)", valueName: "s"))
    var seconds: Double?

    @Option(parsing: .numeric, help: ArgumentHelp("Rounds of --only reporting. (default: 5)", valueName: "n"))
    var rounds: Int?

    @Option(help: "table or json.")
    var format = TableFormat.table

    @OptionGroup var color: ColorOptions

    private static let usualSeconds = 5.0
    private static let usualRounds = 5

    func validate() throws {
        if let rounds, !(1...1000).contains(rounds) {
            throw ValidationError("--rounds takes a number from 1 to 1000, not \(rounds)")
        }
        if only == .reporting, format == .json || !network.isEmpty || threads != nil {
            throw ValidationError("--only reporting goes with --seconds and --rounds alone")
        }
        if only == .runs, let lacking = network.first(where: { !BenchmarkNetwork.withRuns.contains($0) }) {
            let names = BenchmarkNetwork.withRuns.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--only runs has no run of \(lacking.rawValue); there are runs of \(names)")
        }
        if let threads, !(1...StepArrangement.mostCores).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to \(StepArrangement.mostCores), not \(threads)")
        }
        if let seconds, !(0...3600).contains(seconds) {
            throw ValidationError("--seconds takes a number from 0 to 3600, not \(seconds)")
        }
        if only != .reporting, rounds != nil {
            throw ValidationError("--rounds goes with --only reporting alone")
        }
        if only == .kernels, threads != nil || seconds != nil {
            throw ValidationError("--only kernels goes with neither --threads nor --seconds")
        }
    }

    func run() throws {
        let kernels = try chosenKernels()
        let seconds = seconds ?? Self.usualSeconds
        do {
            if only == .reporting {
                let benchmark = ReportingBenchmark(
                    rounds: rounds ?? Self.usualRounds, seconds: seconds, kernels: kernels)
                let cost = try benchmark.run { StandardError.progress($0) }
                StandardOutput.draw(cost.table, terminator: "")
                return
            }
            var report = try Benchmark.run(settings, kernels: kernels.table) { StandardError.progress($0) }
            for (network, cores) in timedRuns {
                StandardError.progress("timing a run of \(network.rawValue)")
                let resources = TrainingResources(cores: cores, kernels: kernels)
                let run = try BenchmarkRun(network: network, seconds: seconds, resources: resources).step()
                if let run { report.runs.append(run) }
            }
            switch format {
            case .table: StandardOutput.draw(BenchmarkTable.render(report), terminator: "")
            case .json: StandardOutput.print(BenchmarkJSON.render(report), terminator: "")
            }
        } catch let error as BenchmarkRefusal {
            StandardError.error("\(error)")
            throw ExitStatus.runFailed
        } catch let error as ReportingError {
            throw error.reported()
        }
    }

    private var settings: BenchmarkSettings {
        var settings = BenchmarkSettings(
            otherLayers: network.isEmpty, arrangements: arrangements, seconds: seconds ?? Self.usualSeconds)
        if !network.isEmpty { (settings.stepNetworks, settings.kernelNetworks) = (network, network) }
        if let only {
            if only != .steps { settings.stepNetworks = [] }
            if only != .kernels { (settings.kernelNetworks, settings.otherLayers) = ([], false) }
        }
        return settings
    }

    /// Of the steps; of a run those that are one run.
    private var arrangements: [StepArrangement] {
        threads.map { [.oneRun(threads: $0)] } ?? StepArrangement.usual(cores: CoreCount.available)
    }

    /// The runs to time, with their cores.
    private var timedRuns: [(network: BenchmarkNetwork, cores: Int)] {
        guard only == nil || only == .runs else { return [] }
        let counts = arrangements.filter { $0.runs == 1 }.map(\.cores)
        let networks = network.isEmpty ? [.lenet5] : network.filter(BenchmarkNetwork.withRuns.contains)
        return networks.flatMap { network in counts.map { (network, $0) } }
    }
}

extension BenchmarkNetwork: ExpressibleByArgument {}
