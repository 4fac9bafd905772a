import Experiment
import Terminal
import Testing

@Suite struct PlanPageTests {
    private let shown = plan([rangeTest("lenet5-adam-64"), item("learning_rate=1e-5,seed=1"), item("learning_rate=1e-5,seed=2")])
    private let states = [
        PlanItemID("finder/lenet5-adam-64"): ItemState.done,
        PlanItemID("learning_rate=1e-5,seed=1"): ItemState(
            .failed, step: 120, reason: "its results could not be written: No space left on device"),
    ]
    private let whole = "trial: 2 runs, 1 range test\n\n" + String(repeating: "x", count: 150) + "\n"

    private func lines(_ width: Int) -> [Substring] {
        PlanPage.text(shown, states: states, whole: whole, width: width)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func `the whole table stands where it has room`() {
        #expect(PlanPage.text(shown, states: states, whole: whole, width: 150) == whole)
    }

    @Test func `names and states stand on any terminal, whatever the reason`() {
        #expect(
            lines(60) == [
                "trial: 2 runs, 1 range test", "", "name                state",
                "finder/le…-adam-64  done", "1e-5,1              failed at step 120: its results could n…",
                "1e-5,2              new", "", "A wider terminal or a pipe gets the whole table.", "",
            ])
        for width in 40...149 {
            #expect(lines(width).dropFirst().dropLast(2).allSatisfy { $0.count <= width }, "\(width)")
        }
    }

    @Test func `steps and changes stand where there is room`() {
        let title = { (width: Int) in lines(width)[2].split(separator: " ") }
        #expect(title(90) == ["name", "state"])
        #expect(title(105) == ["name", "steps", "state"])
        #expect(title(149) == ["name", "changes", "steps", "state"])
    }
}
