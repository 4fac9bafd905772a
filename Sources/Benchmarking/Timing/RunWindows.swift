package import Experiment
package import KernelTypes
import Synchronization

/// Has another executor do a run, and takes the time of every window of steps by the run's own train lines: with
/// loading, optimizer, metrics and whatever else the run does between one line and the next. When it has had windows
/// enough, it stops the run.
package final class RunWindows: ItemExecutor {
    private let executor: any ItemExecutor
    private let kernels: KernelTable
    private let cores: Int
    private let timer: WindowTimer
    private let timing = Mutex<Timing?>(nil)

    /// Windows of a run at least.
    private static let leastWindows = 3

    /// - Parameters:
    ///   - cores: of the run.
    ///   - seconds: windows go on for as long as this, peak windows included.
    package init(_ executor: any ItemExecutor, kernels: KernelTable, cores: Int, seconds: Double) {
        self.executor = executor
        self.kernels = kernels
        self.cores = cores
        timer = WindowTimer(seconds: seconds, leastWindows: Self.leastWindows)
    }

    /// Has the other executor do `item`, and takes the time of its windows.
    /// - Throws: what the other executor throws.
    package func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome {
        let peak = PeakLoop(kernels, cores: cores)
        let start = ContinuousClock.now
        var record = WindowRecord()
        var windowStart: ContinuousClock.Instant?
        let outcome = try executor.execute(item, rangeTest: rangeTest, lease: lease) { event in
            emit(event)
            guard case .measured(let line) = event, line.split == .train,
                line.step.isMultiple(of: StepTiming.stepsInWindow)
            else { return }
            let now = ContinuousClock.now
            if let windowStart { record.add(seconds: (now - windowStart) / .seconds(1), peak: peak) }
            if timer.isEnough(record.count, since: start) { lease.requestStop() }
            windowStart = .now
        }
        let result = record.count > 0 ? record.timing(repetitions: StepTiming.stepsInWindow) : nil
        timing.withLock { $0 = result }
        return outcome
    }

    /// What the windows came to, nil where the run ended before the first.
    /// - Throws: the first layer of `network` that does not fit what comes into it.
    package func step(of network: BenchmarkNetwork) throws(ModelShapeError) -> BenchmarkReport.Step? {
        let operations = OperationCount.step(try network.stages())
        return timing.withLock { $0 }.map {
            BenchmarkReport.Step(
                network: network, arrangement: .oneRun(threads: cores), operationsPerSample: operations, timing: $0)
        }
    }
}
