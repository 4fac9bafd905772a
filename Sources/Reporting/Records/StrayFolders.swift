package import Experiment

/// Folders of runs and range tests in an experiment's own that its file does not have: nothing moves them, and
/// TensorBoard shows them.
struct StrayFolders {
    private let experiment: String
    private let folders: [String]

    /// - Parameters:
    ///   - found: what the plan does not have, relative to the experiment's folder.
    ///   - runs: the names of the file's. A folder of such a name is of one with other settings, and moves aside when
    ///     that begins.
    ///   - isWhole: whether all of the file's runs were to run. What belongs to those that are left out is not known of
    ///     range tests.
    ///   - changesSettings: whether the command line gives the runs other settings than the file's. Then runs have other
    ///     names and range tests other keys: that the plan has none of these says nothing of the file.
    init(_ found: [String], of experiment: String, runs: [String], isWhole: Bool, changesSettings: Bool) {
        self.experiment = experiment
        let names = Set(runs)
        folders =
            changesSettings
            ? [] : found.filter { !names.contains($0) && (isWhole || !Self.isRangeTest($0)) }.sorted()
    }

    /// Which they are, and the way out; nil where there are none.
    func remark(_ style: Markup) -> String? {
        guard !folders.isEmpty else { return nil }
        let list = WordList.text(folders.map { style.code($0) }, limit: WordList.namedInRemark)
        let (belong, them, comes) =
            folders.count == 1 ? ("belongs", "it", "it comes") : ("belong", "them", "they come")
        let count = WordList.count(folders.count, "folder")
        let aside = style.code(ExperimentFolder.oldName(of: experiment))
        return "\(count) of this experiment \(belong) to no run or range test that its file has now, and TensorBoard "
            + "shows \(them) too: \(list). Move \(them) out, to \(aside) beside the experiment's folder: \(comes) back "
            + "from there if the file has \(them) again."
    }

    private static func isRangeTest(_ folder: String) -> Bool {
        switch PlanItemID(folder) {
        case .rangeTest: true
        case .run: false
        }
    }
}

extension EarlierWork {
    /// What a start of `plan` says of folders that are none of its file's; nil where there are none.
    /// - Parameters:
    ///   - selected: the items that are to run; nil for all.
    ///   - changesSettings: whether the command line gives the runs other settings than the file's.
    package func strayRemark(on plan: RunPlan, selected: Set<PlanItemID>?, changesSettings: Bool) -> String? {
        let runs = plan.runs
        return StrayFolders(
            strays, of: plan.experiment, runs: runs.map(\.name),
            isWhole: runs.allSatisfy { selected?.contains($0.id) ?? true }, changesSettings: changesSettings
        ).remark(.plain)
    }
}
