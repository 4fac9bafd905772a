import Experiment
import Scheduling
import Synchronization
import TestSupport
import Testing

/// An executor whose items do what a test says, and which remembers what happened.
final class ScriptedExecutor: ItemExecutor {
    typealias Script =
        @Sendable (PlanItem, RangeTestOutcome?, CoreLease, (ItemEvent) -> Void) throws(ItemFailure) -> ItemOutcome

    private let script: Script
    private let log = Mutex<(started: [String], active: Int, mostActive: Int)>(([], 0, 0))

    init(_ script: @escaping Script) { self.script = script }

    var started: [String] { log.withLock { $0.started } }
    var mostActive: Int { log.withLock { $0.mostActive } }

    func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome {
        log.withLock { log in
            log.started.append(item.id.folder)
            log.active += 1
            log.mostActive = max(log.mostActive, log.active)
        }
        defer { log.withLock { $0.active -= 1 } }
        return try script(item, rangeTest, lease, emit)
    }
}

/// Runs `items` on a scheduler whose pauses are short: their results, and what was told, in the letters of `short`.
func run(
    _ items: [PlanItem], cores: Int = 1, memory: Int? = nil, retries: Int = 0, failFast: Bool = false,
    finished: [PlanItemID: ItemOutcome] = [:], alone: [PlanItemID] = [], stop: StopSignal = StopSignal(),
    _ executor: ScriptedExecutor, keep: @escaping (ScheduleEvent) -> ItemFailure? = { _ in nil }
) -> (results: [PlanItemID: ItemResult], events: [String]) {
    var events: [String] = []
    let (results, _) = Scheduler(cores: cores, memory: memory, retries: retries, failFast: failFast, firstPause: 0.01)
        .run(
            items, finished: finished, alone: alone, executor: executor, stop: stop, keep: keep,
            tell: { events.append(short($0)) })
    return (results, events)
}

/// Ends every item at once, each with an outcome that tells its rate.
func immediately(
    _ item: PlanItem, _ rangeTest: RangeTestOutcome?, _: CoreLease, _: (ItemEvent) -> Void
) throws(ItemFailure) -> ItemOutcome {
    switch item {
    case .rangeTest: .rangeTest(suggestion(0.25))
    case .run: .run(outcome(learningRate: rangeTest?.learningRate ?? 1))
    }
}

func suggestion(_ rate: Double?, reason: String? = nil, isInterrupted: Bool = false) -> RangeTestOutcome {
    RangeTestOutcome(
        sweeps: [], curve: [], learningRate: rate, reason: reason, isInterrupted: isInterrupted, samples: 0, seconds: 0)
}

func outcome(_ ending: RunOutcome.Ending = .done, learningRate: Double = 1) -> RunOutcome {
    RunOutcome(
        ending: ending, learningRate: learningRate,
        results: RunResults(
            trainLoss: nil, validationLast: nil, validationBest: nil, test: nil, epochs: 1),
        cost: RunCost(trainingSeconds: 0, seconds: 0, samplesPerSecond: 0))
}

private let nothing = Workload(parameterCount: 0, stepsPerEpoch: 1, steps: 1, trainingSamples: 1, evaluationSamples: 0)

func runItem(_ name: String, after rangeTest: String? = nil, memory: Int = 0) -> PlanItem {
    .run(
        PlannedRun(
            name: name, identity: name, configuration: RunConfiguration(), varied: [], group: name,
            rangeTestKey: rangeTest, workload: nothing, memory: memory))
}

func testItem(_ key: String) -> PlanItem {
    .rangeTest(
        PlannedRangeTest(
            key: key, identity: key, configuration: RunConfiguration(), settings: FinderSettings(), horizon: 100,
            seed: 1,
            workload: nothing))
}

extension [PlanItemID: ItemResult] {
    subscript(_ folder: String) -> ItemResult? { self[PlanItemID(folder)] }
}

/// An event in a few letters: `+a` started, `a.3` step 3, `-a` finished.
func short(_ event: ScheduleEvent) -> String {
    switch event {
    case .started(let id): "+\(id)"
    case .item(let id, .progressed(let progress)): "\(id).\(progress.step)"
    case .item(let id, _): "\(id)?"
    case .finished(let id, _): "-\(id)"
    case .retrying(let id, _, let seconds): "\(id)~\(seconds)"
    }
}

func progress(_ step: Int) -> ItemEvent {
    .progressed(Progress(step: step, steps: 9, samplesPerSecond: 0, latestLoss: 0, latestAccuracy: 0))
}

/// Waits until `condition` holds; gives up, and fails the test, when it never does.
/// - Returns: whether it holds.
@discardableResult
func wait(until condition: () -> Bool) -> Bool {
    let comes = Waiting.comes(condition)
    if !comes { Issue.record("waited in vain") }
    return comes
}
