import Experiment

extension RunDecoder {
    private static let rateExpected = "a number greater than 0, \(orAuto)"
    private static let orAuto = "'auto', or '{auto: {...}}'"
    private static let mode = Rule<FinderSettings.Mode>.choice()
    private static let metric = Rule<FinderSettings.Metric>.choice()
    /// A median of more sweeps than a hundred is no better.
    private static let repeats = Rule.integer(from: 1, to: 100)
    private static let suggestionRule = Rule<FinderSettings.Rule>.choice()

    func read(learningRate node: YAMLNode, into rate: inout LearningRateSpec) {
        if let value = node.scalar {
            switch Rule.positiveFloat.read(value) {
            case .value(let number): rate = .fixed(number)
            case .expected:
                context.reportMismatch("learning_rate", expected: Self.expected(insteadOf: node), found: node)
            }
            return
        }
        // A bare word has become a mapping with the word's own place.
        if let word = node.entries?.first?.key, word.location == node.location, word.text != "auto" {
            context.reportMismatch(
                "learning_rate", expected: Self.rateExpected,
                found: YAMLNode(.scalar(.string(word.text)), at: word.location, style: word.style),
                suggestion: Suggestion.nearest(to: word.text, among: ["auto"]),
                notes: Hint.madeText(word.text, word.style, Rule.positiveFloat))
            return
        }
        if let entries = node.entries, !entries.isEmpty,
            entries.allSatisfy({ OptimizerName(rawValue: $0.key.text) != nil })
        {
            let way = "'zip: {optimizer: […], learning_rate: […]}' in an entry of 'runs'"
            context.reportMismatch(
                "learning_rate", expected: Self.rateExpected, found: node,
                notes: [Diagnostic.Note("for a rate of each optimizer write \(way)")])
            return
        }
        guard
            var (_, reader) = variant(node, of: "learning_rate", among: ["auto"], expected: Self.rateExpected)
        else { return }
        let settings = rangeTest(&reader)
        reader.finish()
        if !context.isPartial { checkLadder(settings, node["auto"]) }
        rate = .auto(settings)
    }

    /// The settings below `auto`; the rule says which defaults they have.
    func rangeTest(_ reader: inout SettingsReader) -> FinderSettings {
        var rule = FinderSettings.Rule.trials
        reader.read("suggestion", Self.suggestionRule, into: &rule)
        var settings = FinderSettings(rule)
        reader.read("min", .ladderEnd, into: &settings.minimum)
        reader.read("max", .ladderEnd, into: &settings.maximum)
        reader.read("steps", Self.ladderSteps, into: &settings.steps)
        reader.read("mode", Self.mode, into: &settings.mode)
        reader.read("smoothing", .belowOne, into: &settings.smoothing)
        reader.read("stop_factor", .aboveOne, into: &settings.stopFactor)
        reader.read("skip_begin", .countOrZero, into: &settings.skipBegin)
        reader.read("skip_end", .countOrZero, into: &settings.skipEnd)
        reader.read("metric", Self.metric, into: &settings.metric)
        reader.read("repeats", Self.repeats, into: &settings.repeats)
        reader.read("budget", .properFraction, into: &settings.budget)
        return settings
    }

    /// Greater than 0 are infinity too, and numbers that single precision does not have; the rule says which it has.
    private static func expected(insteadOf node: YAMLNode) -> String {
        guard let value = node.judgedScalar, let number = value.asNumber, number > 0,
            case .expected(let range) = Rule.positiveFloat.read(value)
        else { return rateExpected }
        return number.isFinite ? range : "a finite number greater than 0, \(orAuto)"
    }

    /// A ladder has two ends; the time to read a curve grows with the square of its points, to a second or so at ten
    /// thousand.
    private static let ladderSteps = Rule.integer(from: 2, to: 10_000)

    private func checkLadder(_ settings: FinderSettings, _ written: YAMLNode?) {
        checkOrder(settings.minimum, settings.maximum, written)
        let (usable, needed) = settings.points
        if usable < needed {
            context.diagnostics.report(
                "\(settings.steps) 'steps' leave '\(settings.suggestion.rawValue)' "
                    + "\(WordList.count(max(0, usable), "point")) to read; it needs \(needed)",
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
