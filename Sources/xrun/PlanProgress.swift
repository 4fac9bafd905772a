import Experiment
import Reporting

/// How far a plan is, from the records of other starts.
struct PlanProgress {
    let states: [PlanItemID: ItemState]
    /// Which folders are none of the plan's; nil where there is nothing to tell.
    let strayRemark: String?

    /// Changes nothing on the disk. As a start, says which records cannot be used, and which folders are none of the
    /// plan's.
    /// - Parameters:
    ///   - selected: the items that are to run; nil for all.
    ///   - changesSettings: as of `EarlierWork.strayRemark`.
    init(
        of plan: RunPlan, in folder: ExperimentFolder, selected: Set<PlanItemID>?, changesSettings: Bool
    ) throws(ExitStatus) {
        let work: EarlierWork
        do throws(ReportingError) {
            work = try folder.progress(of: plan)
        } catch {
            throw error.reported()
        }
        StandardError.warn(of: work)
        strayRemark = work.strayRemark(on: plan, selected: selected, changesSettings: changesSettings)
        if let strayRemark { StandardError.note(strayRemark) }
        var states: [PlanItemID: ItemState] = [:]
        let unneeded = work.unneededRangeTests(of: plan, selected: selected)
        for item in plan.items {
            states[item.id] = unneeded.contains(item.id) ? .notNeeded : work.state(of: item.id)
            if let selected, !selected.contains(item.id), !work.isFinished(item.id) {
                states[item.id] = .notSelected
            }
        }
        self.states = states
    }
}
