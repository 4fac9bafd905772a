import Experiment
import Reporting

/// Says which records cannot be read, and what follows from it.
func warnOfDamage(_ damaged: [String], _ consequence: String) {
    for path in damaged {
        StandardError.warning("\(path) is damaged, or of another version of xrun; \(consequence)")
    }
}

/// Says of which runs the best validation is not known.
func warnOfUnknownBest(_ remarks: [String]) {
    for remark in remarks { StandardError.warning(remark) }
}

extension EarlierWork {
    func reportDamage() { warnOfDamage(damaged, "its item counts as new") }
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
