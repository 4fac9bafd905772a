/// A range test with what it is for.
package struct RangeTestUse: Sendable {
    package var test: PlannedRangeTest
    /// The kinds of runs that wait for it, by name, in plan order.
    package var groups: [String]

    package init(test: PlannedRangeTest, groups: [String]) {
        self.test = test
        self.groups = groups
    }
}

extension RunPlan {
    /// What each of these tests is for, in their order.
    package func uses(of tests: [PlannedRangeTest]) -> [RangeTestUse] {
        let served = Dictionary(grouping: runs, by: \.rangeTestKey)
        return tests.map { test in
            RangeTestUse(test: test, groups: served[test.key, default: []].map(\.group).uniqued())
        }
    }
}
