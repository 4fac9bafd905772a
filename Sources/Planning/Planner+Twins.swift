import Experiment

extension Planner {
    /// Groups with the same settings but other seeds, under names of their own: a comparison of them measures chance
    /// alone, and looks like one of two configurations.
    static func twins(among candidates: [Candidate]) -> [Diagnostic] {
        var groups: Set<String> = []
        var first: [[Setting]: Candidate] = [:]
        var remarks: [Diagnostic] = []
        for candidate in candidates {
            // Runs of one group differ in nothing but the seed.
            guard groups.insert(candidate.name.group).inserted else { continue }
            let deciding = RunIdentity.decidingSettings(of: candidate.run.configuration).filter { $0.key != "seed" }
            let settings = deciding + [Setting("dataset_checksum", .string(candidate.checksum))]
            guard let known = first[settings] else {
                first[settings] = candidate
                continue
            }
            remarks.append(
                Diagnostic(
                    "'\(candidate.name.group)' is '\(known.name.group)' with other seeds: what differs between them is"
                        + " chance", at: candidate.run.location, severity: .warning,
                    notes: [
                        .init("the same settings", at: known.run.location),
                        .init("one 'name' for both makes one group of them"),
                    ]))
        }
        return remarks
    }
}
