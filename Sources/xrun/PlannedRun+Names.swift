import Experiment

extension PlannedRun {
    /// What it may be called: its name, that of its group, which tables print, and what its own entry calls its runs,
    /// where others give the group its name.
    var names: [String] { [name, group, GroupName.own(of: name, seed: configuration.seed)] }
}
