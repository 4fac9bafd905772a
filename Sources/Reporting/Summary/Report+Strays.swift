import Experiment

extension Report {
    /// Which folders TensorBoard shows that no table tells of, and the way out; nil where there are none.
    package func strayRemark(_ style: Markup) -> String? {
        // The file has these runs, if with other settings: what stands there moves aside when they begin.
        let names = Set(experiment.runs.map(\.description.name))
        let folders = strays.filter { !names.contains($0) && (hasWholeFile || !isRangeTest($0)) }.sorted()
        guard !folders.isEmpty else { return nil }
        let list = WordList.text(folders.map { style.code($0) }, limit: WordList.namedInRemark)
        let (belong, them, comes) =
            folders.count == 1 ? ("belongs", "it", "it comes") : ("belong", "them", "they come")
        let count = WordList.count(folders.count, "folder")
        let aside = style.code(ExperimentFolder.oldName(of: experiment.name))
        return "\(count) of this experiment \(belong) to no run or range test that its file has now, and TensorBoard "
            + "shows \(them) too: \(list). Move \(them) out, to \(aside) beside the experiment's folder: \(comes) back from "
            + "there if the file has \(them) again."
    }

    /// Whether the latest start was about the file as it is. With other settings a range test has another key: that the
    /// start has none of this key says nothing of the file then, nor of runs that it left out.
    private var hasWholeFile: Bool { experiment.runs.allSatisfy(\.isSelected) && !experiment.command.changesSettings }

    private func isRangeTest(_ folder: String) -> Bool {
        switch PlanItemID(folder) {
        case .rangeTest: true
        case .run: false
        }
    }
}
