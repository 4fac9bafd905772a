import Experiment
import Reporting

extension EarlierWork {
    /// Says which records cannot be used, and what a start makes of it.
    func reportDamage() {
        StandardError.warnOfDamage(damaged) { fault in
            switch fault {
            case .unreadable: "its item counts as new"
            // The item that it is of may be done, where it belongs.
            case .misplaced: "it is left out"
            }
        }
    }
}

extension ExperimentFolder {
    /// How far each item of `plan` is, from the records of other starts. Changes nothing on the disk.
    func states(of plan: RunPlan, selected: Set<PlanItemID>? = nil) throws(ExitStatus) -> [PlanItemID: ItemState] {
        let work: EarlierWork
        do throws(ReportingError) {
            work = try progress(of: plan)
        } catch {
            throw error.reported()
        }
        work.reportDamage()
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
