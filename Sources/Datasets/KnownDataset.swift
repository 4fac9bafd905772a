package import Experiment

/// A data set with a name, and what became of looking for it.
package struct KnownDataset: Sendable {
    /// As the experiment file names it.
    package let name: String
    /// Counts of its default split and its checksum, or why it cannot be used.
    package let summary: Result<DatasetSummary, Diagnostic>
}
