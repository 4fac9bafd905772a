/// A data set that runs of a plan train on, as the file gives it and as it was found.
package struct PlannedDataset: Sendable {
    package var spec: DatasetSpec
    package var summary: DatasetSummary

    package init(spec: DatasetSpec, summary: DatasetSummary) {
        self.spec = spec
        self.summary = summary
    }
}
