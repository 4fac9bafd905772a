import Experiment

/// The whole file's root node to an `ExperimentSpec`; everything wrong goes to `diagnostics`.
struct ExperimentDecoder {
    /// More runs than anyone waits for, few enough to hold.
    static let runLimit = 100_000

    let file: String
    let diagnostics: DiagnosticCollector

    private static let metric = Rule<Objective.Metric>.choice()
    private static let moment = Rule<Objective.Moment>.choice()

    func decode(_ root: YAMLNode, overrides: [Assignment]) -> ExperimentSpec? {
        let context = DecodingContext(.base, reportingTo: diagnostics)
        guard let entries = root.entries else {
            diagnostics.report(
                "an experiment is a mapping with 'base' and 'runs', not \(root.phrase)", at: root.location)
            return nil
        }
        var reader = SettingsReader(entries, at: root.location, context: context)
        var name: String?
        var description: String?
        var objective = Objective()
        reader.readOptional("name", .folderName, into: &name)
        reader.readOptional("description", .text, into: &description)
        if let node = reader.node("objective") { read(objective: node, into: &objective, context) }
        let base = base(reader.node("base"), root, context)
        let runs = reader.node("runs")
        let list = runs?.items.map { $0.enumerated().compactMap { entry($1, index: $0) } }
        if let runs, list?.isEmpty ?? true { reportEmptyRuns(runs, context) }
        reader.finish(elsewhere: Self.rightPlace)
        check(overrides)

        let expansion = RunExpansion(base: base, overrides: overrides, reportingTo: diagnostics)
        let single = RunEntry(index: 0, location: base.location, settings: YAMLNode(.mapping([]), at: base.location))
        let expanded = expand(list ?? (runs == nil ? [single] : []), with: expansion)
        ReplacedRates(diagnostics: diagnostics).report(in: expanded)
        return ExperimentSpec(
            name: name ?? stem(), description: description, objective: objective,
            baseSeed: seed(of: overrides.merged(over: base)), runs: expanded)
    }

    /// From which range tests derive theirs. What is wrong with it has been told.
    private func seed(of settings: YAMLNode) -> UInt64 {
        guard let written = settings["seed"]?.scalar, case .value(let seed) = Rule.seed.read(written) else {
            return RunConfiguration().seed
        }
        return seed
    }

    private func base(_ node: YAMLNode?, _ root: YAMLNode, _ context: DecodingContext) -> YAMLNode {
        guard let node else { return YAMLNode(.mapping([]), at: root.location) }
        guard node.entries != nil else {
            context.reportMismatch("base", expected: "a mapping of settings", found: node)
            return YAMLNode(.mapping([]), at: node.location)
        }
        let base = ShortForms.expanded(node)
        _ = RunDecoder(context: context).configuration(from: base)
        return base
    }

    private func entry(_ node: YAMLNode, index: Int) -> RunEntry? {
        let own = DiagnosticCollector()
        let entry = RunEntryDecoder(reportingTo: own).entry(node, index: index)
        diagnostics.merge(own)
        return entry
    }

    /// Reports what is wrong with the values of `--set`, whatever they are set over.
    private func check(_ overrides: [Assignment]) {
        let own = DecodingContext(.path, reportingTo: DiagnosticCollector())
        for override in overrides { override.check(in: own) }
        diagnostics.merge(own.diagnostics)
        // What is wrong by itself comes first: it may be all that is in the way.
        guard let place = overrides.first?.key.location, !own.diagnostics.hasErrors else { return }
        // Of one key the last one wins.
        let last = overrides.indices.filter { index in
            !overrides[(index + 1)...].contains { $0.path == overrides[index].path }
        }
        let inTurn = last.map { overrides[$0] }.inTurn
        let merged = inTurn.merged(over: YAMLNode(.mapping([]), at: place))
        for contradiction in inTurn.contradictions(in: merged, partsWin: true) {
            diagnostics.report(contradiction.diagnostic("; leave one of them out"))
        }
    }

    private func read(objective node: YAMLNode, into objective: inout Objective, _ context: DecodingContext) {
        guard let entries = node.entries else {
            context.reportMismatch(
                "objective", expected: "a mapping such as '{metric: validation_loss, at: best}'", found: node)
            return
        }
        var reader = SettingsReader(entries, at: node.location, context: context)
        reader.read("metric", Self.metric, into: &objective.metric)
        reader.read("at", Self.moment, into: &objective.moment)
        reader.finish()
    }

    private func reportEmptyRuns(_ node: YAMLNode, _ context: DecodingContext) {
        switch node.content {
        case .scalar(.null):
            diagnostics.report("'runs' is empty; without 'runs' the experiment is one run of 'base'", at: node.location)
        case .sequence(let items) where items.isEmpty:
            diagnostics.report("'runs' is empty; without 'runs' the experiment is one run of 'base'", at: node.location)
        case .sequence: break  // its entries are reported
        case .scalar, .mapping, .invalid: context.reportMismatch("runs", expected: "a list of runs", found: node)
        }
    }

    private func expand(_ entries: [RunEntry], with expansion: RunExpansion) -> [RunSpec] {
        var total = 0
        for entry in entries {
            // Nothing before this entry is above the limit, so that only the entry itself can overflow.
            let sum = entry.runCount.flatMap { $0 < .max - Self.runLimit ? total + $0 : nil }
            guard let sum, sum <= Self.runLimit else {
                let count = sum.map { "\($0) runs" } ?? "more runs than can be counted"
                diagnostics.report(
                    "'runs' comes to \(count) with this entry; at most \(Self.runLimit) are possible",
                    at: entry.location)
                return []
            }
            total = sum
            // Keys of one value each come to one run, however many they are.
            if let axis = (entry.grid + entry.zip).dropFirst(RunEntry.keyLimit).first {
                diagnostics.report(
                    "more than \(RunEntry.keyLimit) keys in 'grid' and 'zip'", at: axis.key.location)
                return []
            }
        }
        return entries.flatMap(expansion.runs)
    }

    /// The file's name without folder and extension, which names the experiment where `name` does not.
    private func stem() -> String {
        let stem = SourceText.stem(of: file)
        if !FolderName.isSafe(stem) {
            diagnostics.report(
                "the file's name '\(Quote.short(stem))' cannot name the output folder; set 'name'",
                at: SourceLocation(file: file, line: 1, column: 1))
        }
        return stem
    }

    private static func rightPlace(_ key: String) -> String? {
        if RunDecoder.keys.contains(key) { return "in 'base' or in an entry of 'runs'" }
        return RunEntry.ownKeys.contains(key) ? "in an entry of 'runs'" : nil
    }
}
