import Experiment
import Terminal

extension PlanTable {
    /// Prints the table, in what room a terminal has.
    static func show(_ plan: RunPlan, _ states: [PlanItemID: ItemState]) {
        StandardOutput.draw(
            render(plan, states: states, width: TerminalOutput.standardOutput.lineWidth), terminator: "")
    }
}
