import Experiment

extension Report {
    /// Which folders TensorBoard shows that no table tells of, and the way out; nil where there are none.
    package func strayRemark(_ style: AnswerStyle) -> String? {
        // What stands in the place of a selected run moves aside when that begins.
        let beginning = Set(experiment.runs.filter(\.isSelected).map(\.description.name))
        let folders = strays.filter { !beginning.contains($0) }.sorted()
        guard !folders.isEmpty else { return nil }
        let names = WordList.text(folders.map { style.code($0) }, limit: WordList.namedInRemark)
        let (belong, them) = folders.count == 1 ? ("belongs", "it") : ("belong", "them")
        let (count, aside) = (WordList.count(folders.count, "folder"), style.code(experiment.name + "~old"))
        return "\(count) of this experiment \(belong) to no run or range test that its file has now, and TensorBoard "
            + "shows \(them) too: \(names). Move \(them) out, to \(aside) beside the experiment's folder: runs come back from "
            + "there if the file has them again."
    }
}
