package import Experiment

/// The pages of several range tests in the order of the file, whichever ends first: a page waits for the tests before
/// it. A test without a result has none.
package struct RangeTestPages {
    /// Tests whose turn has not come, the next one first.
    private var waiting: ArraySlice<RangeTestUse>
    private var results: [PlanItemID: ItemResult] = [:]
    private var isFirst = true

    /// - Parameter tests: in the order of the file.
    package init(_ tests: [RangeTestUse]) { waiting = tests[...] }

    /// The pages whose turn comes as a test ends, with a blank line before each but the first of all; empty where they
    /// wait.
    /// - Parameter width: characters of the terminal.
    package mutating func text(after result: ItemResult, of id: PlanItemID, width: Int) -> String {
        results[id] = result
        var text = ""
        while let next = waiting.first, let result = results[next.test.id] {
            waiting.removeFirst()
            guard let outcome = result.finishedRangeTest else { continue }
            text += (isFirst ? "" : "\n") + RangeTestPage.text(next.test, for: next.groups, outcome, width: width)
            isFirst = false
        }
        return text
    }
}
