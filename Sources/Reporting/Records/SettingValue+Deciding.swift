import Experiment

extension SettingValue {
    /// A configuration's settings by dotted path, in the order of the documents, without those that make no other run:
    /// neither what is written down and when, nor what nothing looks at beside the others.
    var deciding: [Setting] {
        let idle = idleSettings
        return leaves().filter { $0.decides && !idle.contains($0.key) }
    }

    /// The same without where its data lies: whether the data is the same, its checksum says. What is off is as what an
    /// earlier version did not have, and left out.
    var decidingOnGivenData: [Setting] {
        deciding.filter { $0.value != .null && $0.key != RunConfiguration.ownDatasetPath }
    }
}
