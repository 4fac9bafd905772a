import Experiment

/// Finds learning rates that decide nothing, because a schedule's own bounds stand in their place: runs that seem to
/// compare rates would all be alike, and a range test would be for nothing.
struct ReplacedRates {
    let diagnostics: DiagnosticCollector

    func report(in runs: [RunSpec]) {
        // A rate of `base` that other runs use is no mistake.
        let used = Set(runs.filter { $0.boundsInPlaceOfRate.isEmpty }.map(\.ratePlace))
        var warnedEntries: Set<Int> = []
        var warnedPlaces: Set<SourceLocation?> = []
        var refused: Set<SourceLocation?> = []
        for run in runs where !run.boundsInPlaceOfRate.isEmpty {
            switch run.configuration.learningRate {
            case .fixed:
                if run.variesRate {
                    guard warnedEntries.insert(run.entryIndex).inserted else { continue }
                } else {
                    guard run.sources.isWritten("learning_rate"), !used.contains(run.ratePlace) else { continue }
                }
                // A grid has a place for each value, and one of `base` or `--set` is of many entries.
                guard warnedPlaces.insert(run.ratePlace).inserted else { continue }
                report("'learning_rate' decides nothing here", "", of: run, severity: .warning)
            case .auto:
                guard run.variesRate || !used.contains(run.ratePlace), refused.insert(run.ratePlace).inserted else {
                    continue
                }
                report("the rate that 'auto' finds would decide nothing", ", or drop 'auto'", of: run, severity: .error)
            }
        }
    }

    private func report(_ what: String, _ wayOut: String, of run: RunSpec, severity: Diagnostic.Severity) {
        let bounds = run.boundsInPlaceOfRate
        let names = bounds.map { "'\($0)'" }.joined(separator: " and ")
        let (verb, object) = bounds.count == 1 ? ("replaces", "it") : ("replace", "them")
        diagnostics.report(
            Diagnostic(
                "\(what): \(names) \(verb) it; leave \(object) out\(wayOut)", at: run.ratePlace, severity: severity,
                notes: bounds.map { Diagnostic.Note("'\($0)' is set here", at: run.sources.location(of: $0)) }))
    }
}

extension RunSpec {
    fileprivate var ratePlace: SourceLocation? { sources.location(of: "learning_rate") }
    fileprivate var boundsInPlaceOfRate: [String] {
        configuration.schedule.boundPaths(replacing: configuration.learningRate)
    }
    fileprivate var variesRate: Bool { varied.contains { $0.topLevel == "learning_rate" } }
}
