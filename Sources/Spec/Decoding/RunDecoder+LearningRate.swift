import Experiment

extension RunDecoder {
    private static let rateExpected = "a number greater than 0, 'auto', or '{auto: {...}}'"
    private static let mode = Rule<FinderSettings.Mode>.choice()
    private static let suggestionRule = Rule<FinderSettings.Rule>.choice()

    func read(learningRate node: YAMLNode, into rate: inout LearningRateSpec) {
        if let value = node.scalar {
            switch Rule.positive.read(value) {
            case .value(let number): rate = .fixed(number)
            case .expected: context.reportMismatch("learning_rate", expected: Self.rateExpected, found: node)
            }
            return
        }
        // A bare word has become a mapping with the word's own place.
        if let word = node.entries?.first?.key, word.location == node.location, word.text != "auto" {
            context.diagnostics.report(
                "'learning_rate' expects \(Self.rateExpected), not '\(Quote.short(word.text))'", at: word.location,
                suggestion: Suggestion.nearest(to: word.text, among: ["auto"]))
            return
        }
        guard
            var (_, reader) = variant(node, of: "learning_rate", among: ["auto"], expected: Self.rateExpected)
        else { return }
        var settings = FinderSettings()
        reader.read("min", .positive, into: &settings.minimum)
        reader.read("max", .positive, into: &settings.maximum)
        reader.read("steps", Self.ladderSteps, into: &settings.steps)
        reader.read("mode", Self.mode, into: &settings.mode)
        reader.read("suggestion", Self.suggestionRule, into: &settings.suggestion)
        reader.read("smoothing", .belowOne, into: &settings.smoothing)
        reader.read("stop_factor", .aboveOne, into: &settings.stopFactor)
        reader.read("skip_begin", .countOrZero, into: &settings.skipBegin)
        reader.read("skip_end", .countOrZero, into: &settings.skipEnd)
        reader.finish(unavailable: .finderSetting)
        if !context.isPartial { checkLadder(settings, node["auto"]) }
        rate = .auto(settings)
    }

    /// A ladder has two ends; a million steps are more than any run takes.
    private static let ladderSteps = Rule.integer(from: 2, to: 1_000_000)

    private func checkLadder(_ settings: FinderSettings, _ written: YAMLNode?) {
        checkOrder(settings.minimum, settings.maximum, written)
        let (steps, begin, end) = (settings.steps, settings.skipBegin, settings.skipEnd)
        if steps - begin - end < 2 {
            context.diagnostics.report(
                "\(steps) 'steps' less 'skip_begin' (\(begin)) and 'skip_end' (\(end)) leave no curve to read",
                at: (written?["steps"] ?? written?["skip_begin"] ?? written?["skip_end"])?.location)
        }
    }

    /// - Parameter written: the mapping with 'min' and 'max'.
    func checkOrder(
        _ minimum: Double, _ maximum: Double, _ written: YAMLNode?, notes: [Diagnostic.Note] = []
    ) {
        guard minimum >= maximum else { return }
        context.diagnostics.report(
            "'min' (\(NumberSpelling.canonical(minimum))) is not below 'max' (\(NumberSpelling.canonical(maximum)))",
            at: written?["max"]?.location ?? written?["min"]?.location, notes: notes)
    }
}
