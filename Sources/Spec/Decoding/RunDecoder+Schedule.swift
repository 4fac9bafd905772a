import Experiment

extension RunDecoder {
    private static let scheduleNames = ScheduleName.allCases.map(\.rawValue)
    private static let optimizersWithMomentum = OptimizerName.allCases.filter { $0.usual.momentum != nil }
        .map(\.rawValue)
    private static let policy = Rule<ScheduleSpec.Cyclical.Policy>.choice()
    private static let anneal = Rule<ScheduleSpec.OneCycle.Anneal>.choice()

    func read(schedule node: YAMLNode, into schedule: inout ScheduleSpec) {
        if let name = node.entries?.first?.key, name.text == "linear_warmup" {
            context.diagnostics.report(
                "'linear_warmup' belongs below a schedule: '{constant: {linear_warmup: {length: 1}}}'",
                at: name.location)
            return
        }
        let expected = "a name such as 'cosine', or a mapping such as '{step: {every: 2}}'"
        guard let found = variant(node, of: "schedule", among: Self.scheduleNames, expected: expected),
            let name = ScheduleName(rawValue: found.name)
        else { return }
        var reader = found.settings
        let read = self.schedule(over: name.usual, &reader)
        reader.finish()
        if let read { schedule = read }
    }

    /// - Parameter usual: the defaults of its settings.
    /// - Returns: nil where one that has none is missing.
    func schedule(over usual: ScheduleSpec.Kind, _ reader: inout SettingsReader) -> ScheduleSpec? {
        let kind = kind(over: usual, &reader)
        let warmup = reader.node("linear_warmup").flatMap(warmup)
        return kind.map { ScheduleSpec(kind: $0, warmup: warmup) }
    }

    /// - Parameter usual: the defaults of its settings.
    /// - Returns: nil where one that has none is missing.
    private func kind(over usual: ScheduleSpec.Kind, _ reader: inout SettingsReader) -> ScheduleSpec.Kind? {
        let name = usual.name.rawValue
        switch usual {
        case .constant: return .constant
        case .step(_, var gamma):
            let every = reader.requireNode("every", of: name).flatMap { span("every", $0) }
            reader.read("gamma", .positiveFloat, into: &gamma)
            return every.map { .step(every: $0, gamma: gamma) }
        case .multiStep(_, var gamma):
            let milestones = reader.requireNode("milestones", of: name).flatMap(milestones)
            reader.read("gamma", .positiveFloat, into: &gamma)
            return milestones.map { .multiStep(milestones: $0, gamma: gamma) }
        case .exponential:
            return reader.require("gamma", of: name, .positiveFloat).map { .exponential(gamma: $0) }
        case .cosine(var minimum):
            reader.read("min", .positiveOrZero, into: &minimum)
            return .cosine(minimum: minimum)
        case .cyclical: return .cyclical(cyclical(&reader))
        case .oneCycle: return .oneCycle(oneCycle(&reader))
        }
    }

    private func cyclical(_ reader: inout SettingsReader) -> ScheduleSpec.Cyclical {
        var cyclical = ScheduleSpec.Cyclical()
        reader.read("policy", Self.policy, into: &cyclical.policy)
        reader.readOptional("min", .positiveOrZero, into: &cyclical.minimum)
        reader.readOptional("max", .positiveFloat, into: &cyclical.maximum)
        if let span = reader.node("step_size").flatMap({ span("step_size", $0) }) { cyclical.stepSize = span }
        reader.read("gamma", .floatAtMostOne, into: &cyclical.gamma)
        cyclical.momentum = momentum(&reader, default: ScheduleSpec.Cyclical.defaultMomentum)
        return cyclical
    }

    private func oneCycle(_ reader: inout SettingsReader) -> ScheduleSpec.OneCycle {
        var oneCycle = ScheduleSpec.OneCycle()
        reader.readOptional("max", .positiveFloat, into: &oneCycle.maximum)
        reader.read("rise_fraction", .properFraction, into: &oneCycle.riseFraction)
        reader.read("anneal", Self.anneal, into: &oneCycle.anneal)
        reader.read("start_divisor", .atLeastOne, into: &oneCycle.startDivisor)
        reader.read("end_divisor", .atLeastOne, into: &oneCycle.endDivisor)
        reader.read("three_phase", .flag, into: &oneCycle.threePhase)
        oneCycle.momentum = momentum(&reader, default: ScheduleSpec.OneCycle.defaultMomentum)
        return oneCycle
    }

    /// Nil where momentum stays what the optimizer says. `cycle_momentum: false` leaves bounds that `base` set unused.
    private func momentum(_ reader: inout SettingsReader, default bounds: MomentumCycle) -> MomentumCycle? {
        var momentum = bounds
        var isCycled = false
        reader.read("cycle_momentum", .flag, into: &isCycled)
        reader.read("base_momentum", .belowOne, into: &momentum.minimum)
        reader.read("max_momentum", .properFloatFraction, into: &momentum.maximum)
        if context.isPartial { return isCycled ? momentum : nil }
        if reader.node("cycle_momentum") == nil {
            for key in ["base_momentum", "max_momentum"] {
                guard let node = reader.node(key) else { continue }
                context.diagnostics.report("'\(key)' needs 'cycle_momentum: true'", at: node.location)
            }
        } else if isCycled, momentum.minimum > momentum.maximum {
            context.diagnostics.report(
                "'base_momentum' (\(NumberSpelling.canonical(momentum.minimum))) is above 'max_momentum' "
                    + "(\(NumberSpelling.canonical(momentum.maximum)))",
                at: (reader.node("base_momentum") ?? reader.node("max_momentum"))?.location)
        }
        return isCycled ? momentum : nil
    }

    // MARK: Parts that schedules share

    /// `null` takes away what `base` set.
    private func warmup(_ node: YAMLNode) -> ScheduleSpec.Warmup? {
        if case .scalar(.null) = node.content { return nil }
        guard let entries = node.entries else {
            context.reportMismatch("linear_warmup", expected: "a mapping such as '{length: 1}'", found: node)
            return nil
        }
        var reader = SettingsReader(entries, at: node.location, context: context)
        var warmup = ScheduleSpec.Warmup()
        if let span = reader.node("length").flatMap({ span("length", $0) }) { warmup.length = span }
        reader.read("start_factor", .atMostOne, into: &warmup.startFactor)
        reader.finish()
        return warmup
    }

    private func milestones(_ node: YAMLNode) -> [TrainingSpan]? {
        guard let items = node.items, !items.isEmpty else {
            context.reportMismatch("milestones", expected: "a list such as '[3, 5]'", found: node)
            return nil
        }
        let spans = items.map { span("milestones", $0) }
        let complete = spans.compactMap { $0 }
        return complete.count == spans.count ? complete : nil
    }

    /// A bare number of epochs, or `{steps: 500}`.
    private func span(_ key: String, _ node: YAMLNode) -> TrainingSpan? {
        if let entries = node.entries, !entries.isEmpty {
            var reader = SettingsReader(entries, at: node.location, context: context)
            let steps = reader.value("steps", .count)
            reader.finish()
            return steps.map { .steps($0) }
        }
        if let value = node.scalar, case .value(let epochs) = Rule.positive.read(value) { return .epochs(epochs) }
        context.reportMismatch(key, expected: "a number of epochs greater than 0, or '{steps: 100}'", found: node)
        return nil
    }

    // MARK: The schedule and the rate together

    /// - Parameter settings: the run's, for the places.
    func checkSchedule(of run: RunConfiguration, _ settings: YAMLNode) {
        let written = settings["schedule"]?.entries?.first
        if run.schedule.momentum != nil, run.optimizer.momentum == nil {
            context.diagnostics.report(
                "'cycle_momentum' needs an optimizer with momentum: \(Quote.choices(Self.optimizersWithMomentum))",
                at: written?.value["cycle_momentum"]?.location,
                notes: [Diagnostic.Note("the optimizer is set here", at: settings["optimizer"]?.location)])
        }
        switch run.schedule.kind {
        case .constant, .step, .multiStep, .exponential: break
        case .cosine(let minimum):
            guard case .fixed(let rate) = run.learningRate, minimum > rate else { break }
            context.diagnostics.report(
                Diagnostic(
                    "the rate rises here: 'min' (\(NumberSpelling.canonical(minimum))) is above 'learning_rate' "
                        + "(\(NumberSpelling.canonical(rate)))",
                    at: written?.value["min"]?.location, severity: .warning))
        case .cyclical(let cyclical):
            switch run.learningRate {
            case .fixed(let rate):
                let (minimum, maximum) = cyclical.bounds(runRate: rate)
                let source = Diagnostic.Note(
                    "'max' is the learning rate where it is not set", at: settings["learning_rate"]?.location)
                checkOrder(minimum, maximum, written?.value, notes: cyclical.maximum == nil ? [source] : [])
            case .auto:
                // What is not set comes from the range test.
                if let minimum = cyclical.minimum, let maximum = cyclical.maximum {
                    checkOrder(minimum, maximum, written?.value)
                }
            }
        case .oneCycle(let oneCycle):
            if oneCycle.threePhase, oneCycle.riseFraction > 0.5 {
                context.diagnostics.report(
                    "'rise_fraction' is at most 0.5 with 'three_phase': the first fall takes as long as the rise",
                    at: written?.value["rise_fraction"]?.location)
            }
        }
    }
}
