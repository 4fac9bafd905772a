import Experiment
import Reporting

extension ExperimentFolder {
    /// How far each item of `plan` is, from the records of other starts. Changes nothing on the disk.
    func states(of plan: RunPlan, selected: Set<PlanItemID>? = nil) throws(ExitStatus) -> [PlanItemID: ItemState] {
        let work: EarlierWork
        do throws(ReportingError) {
            work = try progress(of: plan)
        } catch {
            throw error.reported()
        }
        StandardError.warn(of: work)
        var states: [PlanItemID: ItemState] = [:]
        let unneeded = work.unneededRangeTests(of: plan, selected: selected)
        for item in plan.items {
            states[item.id] = unneeded.contains(item.id) ? .notNeeded : work.state(of: item.id)
            if let selected, !selected.contains(item.id), !work.isFinished(item.id) {
                states[item.id] = .notSelected
            }
        }
        return states
    }
}
