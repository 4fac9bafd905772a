import Experiment

/// - Parameter settings: what its entry sets; what the name says where it is not given.
func item(
    _ name: String, settings: [String]? = nil, steps: Int = 1_000, perEpoch: Int = 500, evaluations: Int = 0,
    configuration: RunConfiguration = RunConfiguration(validateEvery: 0.5)
) -> PlanItem {
    .run(
        PlannedRun(
            name: name, identity: name, configuration: configuration,
            varied: (settings ?? keys(in: name)).map { Setting($0, .bool(true)) }, group: name, rangeTestKey: nil,
            workload: Workload(
                parameterCount: 1, stepsPerEpoch: perEpoch, steps: steps, trainingSamples: steps * 10,
                evaluationSamples: evaluations)))
}

/// `a` and `b` of `a=1,b=2`.
func keys(in name: String) -> [String] {
    name.split(separator: ",").filter { $0.contains("=") }.map { String($0.prefix { $0 != "=" }) }
}

func rangeTest(_ key: String) -> PlanItem {
    .rangeTest(
        PlannedRangeTest(
            key: key, identity: key, configuration: RunConfiguration(), settings: FinderSettings(), horizon: 100,
            seed: 1,
            workload: Workload(
                parameterCount: 1, stepsPerEpoch: 500, steps: 100, trainingSamples: 1_000, evaluationSamples: 0)))
}

func plan(_ items: [PlanItem]) -> RunPlan {
    RunPlan(experiment: "trial", description: nil, objective: Objective(), items: items)
}

func progressed(_ id: String, _ step: Int, of steps: Int = 1_000, loss: Double = 0.5, accuracy: Double = 0.84)
    -> ScheduleEvent
{
    .item(
        PlanItemID(id),
        .progressed(
            Progress(step: step, steps: steps, samplesPerSecond: 21_340, latestLoss: loss, latestAccuracy: accuracy)))
}

func validated(_ id: String, _ step: Int, accuracy: Double) -> ScheduleEvent {
    .item(
        PlanItemID(id),
        .measured(
            Measurement(
                step: step, epoch: Double(step) / 500, split: .validation, loss: 0.61234, accuracy: accuracy,
                learningRate: 0.1)))
}

func began(_ id: String) -> ScheduleEvent {
    .item(
        PlanItemID(id),
        .began(
            ItemStart(
                learningRate: 0.1,
                workload: Workload(
                    parameterCount: 1, stepsPerEpoch: 1, steps: 1, trainingSamples: 1, evaluationSamples: 0))))
}

func started(_ id: String) -> ScheduleEvent { .started(PlanItemID(id)) }

func ended(_ id: String, _ ending: RunOutcome.Ending = .done) -> ScheduleEvent {
    .finished(PlanItemID(id), .outcome(.run(runOutcome(ending))))
}

/// Runs that earlier starts have done.
func done(_ names: [String]) -> [PlanItemID: ItemOutcome] {
    Dictionary(uniqueKeysWithValues: names.map { (PlanItemID($0), ItemOutcome.run(runOutcome(.done))) })
}

func runOutcome(_ ending: RunOutcome.Ending) -> RunOutcome {
    RunOutcome(
        ending: ending, learningRate: 0.1,
        results: RunResults(
            trainLoss: 0.4, validationLast: Score(loss: 0.43211, accuracy: 0.8412), validationBest: nil,
            test: Score(loss: 0.5, accuracy: 0.839), epochs: 2),
        cost: RunCost(trainingSeconds: 40, seconds: 47.6, samplesPerSecond: 21_340))
}

func found(_ id: String) -> ScheduleEvent {
    .finished(
        PlanItemID(id),
        .outcome(
            .rangeTest(
                RangeTestOutcome(sweeps: [], curve: [], learningRate: 0.1, reason: nil, samples: 1_000, seconds: 90))))
}

func failed(_ id: String, _ reason: String, reached: RunOutcome? = nil) -> ScheduleEvent {
    .finished(PlanItemID(id), .failed(ItemFailure(reason, reached: reached)))
}
