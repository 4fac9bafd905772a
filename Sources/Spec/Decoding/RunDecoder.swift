import Experiment

/// One run's merged settings, in long form, to a typed configuration. Defaults are those of the types' initializers:
/// a setting that is wrong is reported and keeps its default, so that everything wrong is found in one pass.
struct RunDecoder {
    let context: DecodingContext

    func configuration(from settings: YAMLNode) -> RunConfiguration {
        var run = RunConfiguration()
        guard let entries = settings.entries else { return run }
        var reader = SettingsReader(entries, at: settings.location, context: context, path: [])
        if let node = reader.node("dataset") { read(dataset: node, into: &run.dataset) }
        if let node = reader.node("model") { read(model: node, into: &run.model) }
        if let node = reader.node("optimizer") { read(optimizer: node, into: &run.optimizer) }
        if let node = reader.node("learning_rate") { read(learningRate: node, into: &run.learningRate) }
        if let node = reader.node("schedule") { read(schedule: node, into: &run.schedule) }
        reader.read("batch_size", .count, into: &run.batchSize)
        reader.read("epochs", .count, into: &run.epochs)
        if case .cyclical(var cyclical) = run.schedule.kind, settings["schedule"]?["cyclical"]?["step_size"] == nil {
            cyclical.stepSize = ScheduleSpec.Cyclical.wholeCycles(in: run.epochs)
            run.schedule.kind = .cyclical(cyclical)
        }
        reader.read("validate_every", .validationInterval, into: &run.validateEvery)
        reader.read("seed", .seed, into: &run.seed)
        reader.read("label_smoothing", .belowOne, into: &run.labelSmoothing)
        reader.readOptional("gradient_clip", .positiveFloat, into: &run.gradientClip)
        reader.readOptional("stop_on_divergence", .atLeastOne, into: &run.stopOnDivergence)
        reader.readOptional("log_every", .count, into: &run.logEvery)
        reader.read("histograms", .flag, into: &run.histograms)
        if let node = reader.node("checkpoint_every") { read(checkpointEvery: node, into: &run.checkpointEvery) }
        reader.readOptional("timeout", .duration, into: &run.timeout)
        if context.isPartial {
            reader.finish(others: context.place == .entry ? RunEntry.ownKeys : []) { rightPlace($0, settings) }
        } else {
            // Every key of merged settings was read before, where it is written.
            checkSchedule(of: run, settings)
        }
        return run
    }

    /// Every key of a run, in the order of the documentation.
    static let keys = RunConfiguration().entries.map(\.key)

    private func rightPlace(_ key: String, _ settings: YAMLNode) -> String? {
        if RunEntry.ownKeys.contains(key) { return "in an entry of 'runs'" + (context.hasPaths ? " itself" : "") }
        if key == "objective" || key == "description" { return "at the top of the file" }
        if let nested = NestedKey(key, beside: settings) { return context.hasPaths ? nested.asDotted : nested.asNested }
        let first = key.prefix { $0 != "." }
        return first.count < key.count && Self.keys.contains(String(first))
            ? "in 'grid', 'zip', 'exclude' or --set; here it is written nested, '\(first):' first" : nil
    }

    // MARK: Variants: one key that names which one, with its settings below

    /// A variant's name and a reader of its settings; nil, reported, where the node is none.
    func variant(
        _ node: YAMLNode, of key: String, among names: [String], expected: String
    ) -> (name: String, settings: SettingsReader)? {
        guard let entries = node.entries, !entries.isEmpty else {
            context.reportMismatch(key, expected: expected, found: node, path: [key])
            return nil
        }
        guard let entry = entries.first(where: { names.contains($0.key.text) }) else {
            reportNoVariant(entries, of: key, among: names)
            return nil
        }
        if let other = entries.first(where: { $0.key.text != entry.key.text })?.key {
            if let place = Self.placeBeside(key, for: other.text) {
                context.diagnostics.report("'\(other.text)' belongs \(place)", at: other.location)
            } else {
                context.diagnostics.report(
                    "'\(key)' names one of \(Quote.choices(names)), but this is a second key", at: other.location,
                    notes: [
                        Diagnostic.Note("settings of '\(entry.key.text)' belong below it", at: entry.key.location)
                    ])
            }
            return nil
        }
        guard let settings = entry.value.entries else {
            context.reportMismatch(entry.key.text, expected: "a mapping of its settings", found: entry.value)
            return nil
        }
        return (
            entry.key.text,
            SettingsReader(settings, at: entry.key.location, context: context, path: [key, entry.key.text])
        )
    }

    /// Reports keys of which none is a variant's name. Merged settings have only such keys as were read before, where
    /// they are written: there it is told how that place writes them.
    private func reportNoVariant(_ entries: [YAMLNode.Entry], of key: String, among names: [String]) {
        guard context.isPartial, let first = entries.first?.key,
            context.diagnostics.placesWithoutVariant.insert(first.location).inserted
        else { return }
        let nested = NestedKey.all(first.text, belowVariantsOf: key)
        if let (word, name) = Self.nameBehindKey(entries, among: names) {
            let other = entries.map(\.key.text).first {
                $0 != word.text && Self.placeBeside(key, for: $0) == nil
            }
            let form =
                other.map { other in
                    let setting = Suggestion.nearest(to: other, among: NestedKey.keys(below: name, of: key))
                    return "{\(name): {\(setting.map { "\($0): …" } ?? "…")}}"
                } ?? name
            context.diagnostics.report(
                "'\(word.text)' is no key of '\(key)'; write '\(key): \(form)'", at: word.location)
        } else if let place = Self.placeBeside(key, for: first.text) {
            context.diagnostics.report("'\(first.text)' belongs \(place)", at: first.location)
        } else if !nested.isEmpty {
            let ways = Quote.choices(nested.map { context.hasPaths ? $0.dotted : $0.nested })
            context.diagnostics.report("'\(first.text)' belongs a level deeper: \(ways)", at: first.location)
        } else {
            context.reportUnknown(key.replacing("_", with: " "), first, among: names)
        }
    }

    /// The name that stands behind a key, as other tools write it: `sgd` of `{name: sgd, momentum: 0.9}`.
    static func nameBehindKey(
        _ entries: [YAMLNode.Entry], among names: [String]
    ) -> (key: YAMLNode.Key, name: String)? {
        for entry in entries where ["name", "type"].contains(entry.key.text) {
            guard case .scalar(.string(let word)) = entry.value.content else { continue }
            if let name = Suggestion.nearest(to: word, among: names) { return (entry.key, name) }
        }
        return nil
    }

    /// Where a run's key belongs that stands below another one: `beside 'optimizer'`; nil for any other key.
    static func placeBeside(_ owner: String, for key: String) -> String? {
        let usual = Suggestion.usualName(for: key)
        guard usual != owner, keys.contains(usual) else { return nil }
        return "beside '\(owner)'" + (usual == key ? "" : ", as '\(usual)'")
    }
}
