/// What stands in an experiment's folder beside its runs' folders.
package enum FolderEntry: String, CaseIterable, Sendable {
    case rangeTests = "finder"
    case figures
    case plan = "plan.json"
    case experiment = "experiment.json"
    case markdownSummary = "summary.md"
    case jsonSummary = "summary.json"
    case results = "results.csv"

    /// No run may have such a name, nor one that a file system without upper and lower case would take for it.
    package static func isReserved(_ name: String) -> Bool { FolderEntry(rawValue: name.lowercased()) != nil }
}
