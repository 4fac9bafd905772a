import Experiment

/// What a plan's data set is, in one line.
enum DatasetLine {
    /// `fashion-mnist: 1×28×28, 10 classes; 48,000 training, 12,000 validation and 10,000 test samples from FOLDER`
    static func text(_ dataset: PlannedDataset) -> String {
        let summary = dataset.summary
        let (training, validation, test) = (
            PlanHeading.grouped(summary.trainingCount), PlanHeading.grouped(summary.validationCount),
            PlanHeading.grouped(summary.testCount)
        )
        // Without a folder it is drawn by the program.
        let origin = summary.folder.map { "from \($0)" } ?? "drawn by xrun itself"
        let shape = summary.input.isFlat ? WordList.count(summary.input.count, "feature") : summary.input.spelling
        return "\(dataset.spec.source.name): \(shape), \(summary.classes) classes;"
            + " \(training) training, \(validation) validation and \(test) test samples \(origin)"
    }
}
