import Experiment
import Reporting

extension EarlierWork {
    func reportDamage() { StandardError.warnOfDamage(damaged, "its item counts as new") }
}

extension ExperimentFolder {
    /// How far each item of `plan` is, from the records of other starts. Changes nothing on the disk.
    func states(of plan: RunPlan, selected: Set<PlanItemID>? = nil) throws(ExitStatus) -> [PlanItemID: ItemState] {
        let progress: PlanProgress
        do throws(ReportingError) {
            progress = try self.progress(of: plan)
        } catch {
            throw error.reported()
        }
        progress.work.reportDamage()
        var states: [PlanItemID: ItemState] = [:]
        for item in plan.items {
            states[item.id] = progress.state(of: item.id)
            if let selected, !selected.contains(item.id), !progress.work.isFinished(item.id) {
                states[item.id] = .notSelected
            }
        }
        return states
    }
}
