import Experiment
import Testing

@Suite struct RangeTestUseTests {
    private let workload = Workload(
        parameterCount: 1, stepsPerEpoch: 1, steps: 1, trainingSamples: 1, evaluationSamples: 0)

    private func run(_ name: String, group: String, after key: String?) -> PlanItem {
        .run(
            PlannedRun(
                name: name, identity: name, configuration: RunConfiguration(), varied: [], group: group,
                rangeTestKey: key, workload: workload))
    }

    private func test(_ key: String) -> PlannedRangeTest {
        PlannedRangeTest(
            key: key, identity: key, configuration: RunConfiguration(), settings: FinderSettings(), horizon: 1, seed: 1,
            workload: workload)
    }

    @Test func `a range test names each kind of runs that waits for it once, in plan order`() {
        let plan = RunPlan(
            experiment: "fashion", description: nil, objective: Objective(),
            items: [
                run("b,seed=1", group: "b", after: "t"), run("a", group: "a", after: "t"),
                run("b,seed=2", group: "b", after: "t"), run("fixed", group: "fixed", after: nil),
                run("c", group: "c", after: "u"),
            ])
        let uses = plan.uses(of: ["u", "t", "idle"].map(test))
        #expect(uses.map(\.test.key) == ["u", "t", "idle"])
        #expect(uses.map(\.groups) == [["c"], ["b", "a"], []])
    }
}
