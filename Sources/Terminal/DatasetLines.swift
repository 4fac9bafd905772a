import Experiment

/// What a plan's data set is, and in a line of its own where it is from.
enum DatasetLines {
    /// `fashion-mnist: 1×28×28, 10 classes; 48,000 training, 12,000 validation and 10,000 test samples`, and below it
    /// `  from FOLDER`, which stays in one piece: nobody finds a folder whose name is broken in two.
    static func text(_ dataset: PlannedDataset, width: Int) -> String {
        let summary = dataset.summary
        let (training, validation) = (
            NumberSpelling.grouped(summary.trainingCount), NumberSpelling.grouped(summary.validationCount)
        )
        let test = PlanHeading.counted(summary.testCount, "test sample")
        let shape = summary.input.isFlat ? WordList.count(summary.input.count, "feature") : summary.input.spelling
        let samples = "\(shape), \(summary.classes) classes; \(training) training, \(validation) validation and \(test)"
        let origin = summary.folder == nil ? summary.origin : "from \(summary.origin)"
        return "\(dataset.spec.source.name): \(samples)".wrapped(to: width) + "\n  \(origin)"
    }
}
