import Experiment
import Reporting

extension ExperimentFolder {
    /// How far each item of `plan` is, from the records of earlier starts. Changes nothing on the disk.
    func states(of plan: RunPlan, selected: Set<PlanItemID>? = nil) throws(ExitStatus) -> [PlanItemID: ItemState] {
        let work: FinishedWork
        do throws(ReportingError) {
            work = try contents().finished(of: plan)
        } catch {
            throw error.reported()
        }
        var states: [PlanItemID: ItemState] = [:]
        for item in plan.items {
            if let record = work.runs[item.id] ?? work.unfinished[item.id] {
                states[item.id] =
                    switch record.status {
                    case .done: .done
                    case .diverged: .diverged
                    case .failed: .failed
                    // What still counts as running was killed.
                    case .interrupted, .running: .interrupted
                    }
            } else if work.rangeTests[item.id] != nil {
                states[item.id] = .done
            }
            if let selected, !selected.contains(item.id), states[item.id] == nil { states[item.id] = .notSelected }
        }
        return states
    }
}
