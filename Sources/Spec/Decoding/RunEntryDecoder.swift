import Experiment

/// Reads an entry of `runs`: its own keys into types, its settings checked but left as nodes for merging.
struct RunEntryDecoder {
    /// Of what stands in the entry itself.
    private let context: DecodingContext
    /// Of the values in its `grid` and `zip`.
    private let paths: DecodingContext
    private var diagnostics: DiagnosticCollector { context.diagnostics }

    /// - Parameter diagnostics: the entry's own, which say whether something is wrong with it: what another entry shares
    ///   with it by an alias would be told already.
    init(reportingTo diagnostics: DiagnosticCollector) {
        context = DecodingContext(.entry, reportingTo: diagnostics)
        paths = DecodingContext(.path, reportingTo: diagnostics)
    }

    func entry(_ node: YAMLNode, index: Int) -> RunEntry? {
        guard let entries = node.entries else {
            context.reportMismatch(
                "runs", expected: "a mapping in each entry ('{}' is a run of 'base' as it stands)", found: node)
            return nil
        }
        let own = entries.filter { RunEntry.ownKeys.contains($0.key.text) }
        let settings = ShortForms.expanded(
            YAMLNode(.mapping(entries.filter { !RunEntry.ownKeys.contains($0.key.text) }), at: node.location))
        _ = RunDecoder(context: context).configuration(from: settings)
        var result = RunEntry(index: index, location: node.location, settings: settings)
        var reader = SettingsReader(own, at: node.location, context: context)
        if let grid = reader.node("grid") { result.grid = axes(grid, of: "grid") }
        if let zip = reader.node("zip") { result.zip = axes(zip, of: "zip") }
        checkLoops(result)
        if let exclude = reader.node("exclude") { result.exclusions = exclusions(exclude) }
        // What is wrong with the other keys is in the way of no setting, and drops no combination.
        result.isWrong = diagnostics.hasErrors
        reader.readOptional("name", .folderName, into: &result.name)
        if let name = result.name {
            result.namePlace = reader.node("name")?.location
            if let ending = GroupName.seedEnding(of: name) {
                diagnostics.report(
                    "'name' ends in '\(ending)', as the names of repeated runs do; leave that out, and set 'seed' or"
                        + " 'seeds'",
                    at: result.namePlace)
            }
        }
        if let seeds = reader.node("seeds") { result.seeds = self.seeds(seeds) }
        check(result, own)
        if result.grid.isEmpty, result.zip.isEmpty { result.exclusions = [] }
        result.writtenPaths = writtenPaths(entries, result)
        return result
    }

    // MARK: Own keys

    private func axes(_ node: YAMLNode, of owner: String) -> [RunEntry.Axis] {
        guard let entries = node.entries, !entries.isEmpty else {
            context.reportMismatch(owner, expected: "a mapping of keys to lists of values", found: node)
            return []
        }
        return entries.compactMap { entry in
            guard let items = entry.value.items, !items.isEmpty else {
                context.reportMismatch(
                    entry.key.text, expected: "a list of values in '\(owner)'", found: entry.value)
                return nil
            }
            guard let first = Assignment(entry.key, value: items[0], reportingTo: diagnostics) else { return nil }
            let values = [first] + items.dropFirst().map(first.with)
            for value in values { value.check(in: paths) }
            return RunEntry.Axis(key: entry.key, path: first.path, values: values)
        }
    }

    private func exclusions(_ node: YAMLNode) -> [RunEntry.Exclusion] {
        guard let items = node.items, !items.isEmpty else {
            context.reportMismatch("exclude", expected: "a list of settings that must not meet", found: node)
            return []
        }
        return items.compactMap { item in
            guard let entries = item.entries, !entries.isEmpty else {
                context.reportMismatch(
                    "exclude", expected: "a mapping such as '{learning_rate: 0.1, optimizer: adam}' in each entry",
                    found: item)
                return nil
            }
            let own = DecodingContext(.exclusion, reportingTo: DiagnosticCollector())
            let assignments = entries.compactMap { Assignment($0.key, value: $0.value, reportingTo: own.diagnostics) }
            for assignment in assignments { assignment.check(in: own) }
            guard assignments.count <= RunEntry.keyLimit else {
                diagnostics.merge(own.diagnostics)
                diagnostics.report(
                    "more than \(RunEntry.keyLimit) keys in an entry of 'exclude'",
                    at: assignments[RunEntry.keyLimit].key.location)
                return nil
            }
            let inTurn = assignments.inTurn
            let settings = inTurn.merged(over: YAMLNode(.mapping([]), at: item.location))
            // What is wrong by itself comes first: it may be all that is in the way.
            if !own.diagnostics.hasErrors {
                for contradiction in inTurn.contradictions(in: settings) {
                    own.diagnostics.report(contradiction.diagnostic(": no run has both"))
                }
            }
            diagnostics.merge(own.diagnostics)
            return RunEntry.Exclusion(
                settings: settings, location: item.location, isWrong: own.diagnostics.hasErrors)
        }
    }

    private func seeds(_ node: YAMLNode) -> RunEntry.Seeds? {
        let expected = "a number of seeds, from 1 to \(ExperimentDecoder.runLimit), or a list of them"
        switch node.content {
        case .scalar(let value):
            let count = Rule.integer(from: 1, to: ExperimentDecoder.runLimit).read(value)
            if case .value(let count) = count { return .count(count) }
            context.reportMismatch("seeds", expected: expected, found: node)
        case .sequence(let items) where !items.isEmpty:
            return .list(items.compactMap { context.value(of: $0, "seeds", Rule.seed) })
        case .sequence, .mapping, .invalid: context.reportMismatch("seeds", expected: expected, found: node)
        }
        return nil
    }

    // MARK: Checks

    private func checkLoops(_ entry: RunEntry) {
        if let first = entry.zip.first {
            for other in entry.zip.dropFirst() where other.values.count != first.values.count {
                diagnostics.report(
                    "'zip' pairs lists of equal length, but '\(other.key.text)' has "
                        + WordList.count(other.values.count, "value"),
                    at: other.key.location,
                    notes: [Diagnostic.Note("'\(first.key.text)' has \(first.values.count)", at: first.key.location)])
            }
        }
        var places: [[String]: SourceLocation] = [:]
        for axis in entry.grid + entry.zip {
            if let first = places[axis.path] {
                diagnostics.report(
                    "'\(axis.key.text)' is in 'grid' and in 'zip'", at: axis.key.location,
                    notes: [Diagnostic.Note("first written here", at: first)])
            }
            places[axis.path] = axis.key.location
        }
    }

    private func check(_ entry: RunEntry, _ own: [YAMLNode.Entry]) {
        if case .list = entry.seeds, let seed = entry.settings.entries?.first(where: { $0.key.text == "seed" }) {
            diagnostics.report(
                "'seed' has no effect here: 'seeds' lists the seeds", at: seed.key.location)
        }
        if case .list(let seeds) = entry.seeds, Set(seeds).count < seeds.count,
            let list = own.first(where: { $0.key.text == "seeds" })
        {
            diagnostics.report("'seeds' repeats a seed", at: list.value.location)
        }
        if let seed = (entry.grid + entry.zip).last(where: { $0.path == ["seed"] }),
            let seeds = own.first(where: { $0.key.text == "seeds" })
        {
            diagnostics.report(
                "'seeds' repeats over seeds that 'seed' lists already", at: seeds.key.location,
                notes: [Diagnostic.Note("listed here", at: seed.key.location)])
        }
        if let exclude = own.first(where: { $0.key.text == "exclude" }), entry.grid.isEmpty, entry.zip.isEmpty,
            !own.contains(where: { $0.key.text == "grid" || $0.key.text == "zip" })
        {
            diagnostics.report(
                "'exclude' drops combinations of 'grid' or 'zip'; this entry has none", at: exclude.key.location)
        }
    }

    private func writtenPaths(_ entries: [YAMLNode.Entry], _ entry: RunEntry) -> [[String]] {
        entries.flatMap { written -> [[String]] in
            switch written.key.text {
            case "grid": entry.grid.map(\.path)
            case "zip": entry.zip.map(\.path)
            case let key where RunDecoder.keys.contains(key): [[key]]
            // The entry's own, or a wrong one.
            default: []
            }
        }
    }
}
