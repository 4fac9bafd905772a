import Experiment

/// Makes the runs of one entry: `base`, then the entry, then grid and zip, then `--set`; in the order in which a person
/// would write the loops (grid keys as written, first outermost; zip; seeds innermost).
struct RunExpansion {
    /// An entry with errors is expanded no further than this: more combinations hardly tell more, and take seconds.
    private static let combinationsOfWrongEntry = 1000

    let base: YAMLNode
    /// `--set`, over everything, in turn.
    let overrides: [Assignment]
    let diagnostics: DiagnosticCollector
    private let replacedVariants: ReplacedVariants
    /// Whether nothing was wrong with the file and `--set` before runs were made of them.
    private let isReadWithoutErrors: Bool
    /// Shared by all runs, so that what they share is decoded once.
    private let context: DecodingContext

    init(base: YAMLNode, overrides: [Assignment], reportingTo diagnostics: DiagnosticCollector) {
        self.base = base
        self.overrides = overrides.inTurn
        self.diagnostics = diagnostics
        replacedVariants = ReplacedVariants(overrides)
        isReadWithoutErrors = !diagnostics.hasErrors
        context = DecodingContext(.merged, reportingTo: diagnostics)
    }

    func runs(of entry: RunEntry) -> [RunSpec] {
        let shared = Merging.merge(entry.settings, over: base)
        if case .list = entry.seeds, let seed = overrides.first(where: { $0.path == ["seed"] }) {
            diagnostics.report(
                Diagnostic(
                    "'seed' changes nothing where 'seeds' lists the seeds", at: seed.key.location,
                    severity: .warning, notes: [.init("as in this entry", at: entry.location)]))
        }
        ReplacedSettings(diagnostics: diagnostics).report(in: entry, over: shared)
        var exclusions = Exclusions(of: entry)
        var runs: [RunSpec] = []
        var combinations = 0
        let isWhole = forEachCombination(of: entry) { combination in
            runs += self.runs(of: entry, combination, over: shared, without: &exclusions)
            combinations += 1
            return combinations < Self.combinationsOfWrongEntry || !diagnostics.hasErrors
        }
        guard isWhole else { return [] }
        for place in exclusions.unused {
            diagnostics.report(Diagnostic("this 'exclude' matches no combination", at: place, severity: .warning))
        }
        // Where an entry has no runs for another reason, that has been told.
        if exclusions.haveDroppedAll {
            diagnostics.report("'exclude' drops every run of this entry", at: entry.location)
        }
        return runs
    }

    // MARK: Loops

    /// - Parameter body: returns whether to go on.
    /// - Returns: whether it went through all of them.
    private func forEachCombination(of entry: RunEntry, _ body: ([Assignment]) -> Bool) -> Bool {
        let pairs = (entry.zip.map(\.values.count).min() ?? 1)
        func loop(_ axis: Int, _ chosen: [Assignment]) -> Bool {
            guard axis < entry.grid.count else {
                return (0..<pairs).allSatisfy { index in body(chosen + entry.zip.map { $0.values[index] }) }
            }
            return entry.grid[axis].values.allSatisfy { loop(axis + 1, chosen + [$0]) }
        }
        return loop(0, [])
    }

    /// The runs of one combination: one, or one for each seed, without those that are excluded.
    private func runs(
        of entry: RunEntry, _ combination: [Assignment], over shared: YAMLNode, without exclusions: inout Exclusions
    ) -> [RunSpec] {
        let assigned = combination.inTurn
        let chosen = assigned.merged(over: shared)
        let replaced = replacedVariants.findings(over: chosen)
        // What contradicts the combination changes nothing in it: `exclude` sees the variant that the file gives.
        let applied = overrides.filter { part in !replaced.contains { $0.diagnostic.location == part.key.location } }
        let settings = applied.merged(over: chosen)
        // What is wrong with a run that is excluded does not matter.
        let own =
            entry.exclusions.isEmpty ? context : DecodingContext(.merged, reportingTo: DiagnosticCollector())
        let configuration = RunDecoder(context: own).configuration(from: settings)
        let kept = exclusions.kept(
            of: repetitions(of: configuration, entry), in: combination, under: applied)
        if kept.isEmpty { return [] }
        if own !== context { diagnostics.merge(own.diagnostics) }
        if !entry.isWrong {
            for contradiction in assigned.contradictions(in: chosen) {
                diagnostics.report(contradiction.diagnostic(" in this combination; write two entries"))
            }
        }
        // Where anything is wrong, that may be what the file says of its variant, in a wrong word or at a wrong place.
        for finding in replaced where isReadWithoutErrors || !finding.isOfDefault {
            diagnostics.report(finding.diagnostic)
        }
        let varied = VariedSettings.of(entry, combination: assigned, settings: settings, configuration)
        return kept.map { run in
            RunSpec(
                configuration: run, givenName: entry.name, varied: varied, repeatsSeeds: entry.seeds != nil,
                entryIndex: entry.index, comesFromGrid: !combination.isEmpty, location: entry.location,
                namePlace: entry.namePlace, sources: NodeSourceMap(settings: settings))
        }
    }

    private func repetitions(of configuration: RunConfiguration, _ entry: RunEntry) -> [RunConfiguration] {
        let seeds: [UInt64]
        switch entry.seeds {
        case nil: return [configuration]
        case .list(let list): seeds = list
        case .count(let count):
            let (last, overflow) = configuration.seed.addingReportingOverflow(UInt64(count) - 1)
            guard !overflow, last <= UInt64(Int.max) else {
                diagnostics.report("\(count) 'seeds' from \(configuration.seed) on pass \(Int.max)", at: entry.location)
                return []
            }
            seeds = Array(configuration.seed...last)
        }
        return seeds.map { seed in
            var run = configuration
            run.seed = seed
            return run
        }
    }
}
