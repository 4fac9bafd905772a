import Experiment

// What `finder.json` says of a range test's result.

extension RangeTestOutcome {
    func add(to fields: inout JSONFields) {
        addChoice(to: &fields)
        fields.add("objective_metric", objectiveMetric?.rawValue)
        fields.add("horizon_steps", horizon)
        fields.add("rules", .list(readings.map(\.json)))
        let deciding = decidingTrials
        fields.add("trials", .list(trials.map { $0.json(decided: deciding.contains($0)) }))
        fields.add("curve", .list(curve.map(\.json)))
        fields.add("sweeps", .list(sweeps.map(\.json)))
    }

    /// What was chosen and what it cost, without the evidence.
    func addChoice(to fields: inout JSONFields) {
        fields.add("learning_rate", learningRate)
        fields.add("confidence", confidence?.rawValue)
        fields.add("reason", reason)
        fields.add("interrupted", isInterrupted)
        fields.add("range", range?.json)
        fields.add("range_reason", rangeReason)
        fields.add("samples", samples)
        fields.add("seconds", seconds)
    }

    /// What there is of any result.
    static let requiredKeys = ["interrupted", "samples", "seconds", "rules", "trials", "curve", "sweeps"]

    /// Reads what `add` wrote; nil where a part is missing or damaged, such as a rate that nobody can train at. A range
    /// that is none is left out.
    init?(_ fields: JSONReader) {
        guard let interrupted = fields.bool("interrupted"), let samples = fields.integer("samples"),
            let seconds = fields.number("seconds"),
            let readings = fields.all("rules", { Reading(json: $0) }),
            let trials = fields.all("trials", { Trial(json: $0) }),
            let curve = fields.all("curve", { Point(json: $0) }),
            let sweeps = fields.all("sweeps", { Sweep(json: $0) })
        else { return nil }
        guard
            let learningRate = fields.optional(
                "learning_rate", { fields.number($0).flatMap { 0 < $0 && $0.isFinite ? $0 : nil } }),
            let confidence = fields.optional(
                "confidence", { fields.string($0).flatMap(Confidence.init(rawValue:)) }),
            let reason = fields.optional("reason", fields.string),
            let bounds = fields.optional("range", { Range.bounds(fields[$0]) }),
            let rangeReason = fields.optional("range_reason", fields.string),
            let objectiveMetric = fields.optional(
                "objective_metric", { fields.string($0).flatMap(Objective.Metric.init(rawValue:)) }),
            let horizon = fields.optional("horizon_steps", fields.integer)
        else { return nil }
        self.init(
            sweeps: sweeps, curve: curve, readings: readings, range: bounds.flatMap { Range(checking: $0) },
            rangeReason: rangeReason, trials: trials, objectiveMetric: objectiveMetric, horizon: horizon,
            learningRate: learningRate, confidence: confidence, reason: reason, isInterrupted: interrupted,
            samples: samples, seconds: seconds)
    }
}

extension RangeTestOutcome.Sweep {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("seed", seed)
        fields.add("stop", stop.json(after: curve.count))
        fields.add("learning_rate", learningRate)
        fields.add("curve", .list(curve.map(\.json)))
        return fields.object
    }

    init?(json: SettingValue) {
        guard let fields = JSONReader(json), let seed = fields.unsigned("seed"),
            let stop = RangeTestOutcome.Stop(json: fields["stop"]),
            let learningRate = fields.optional("learning_rate", fields.number),
            let curve = fields.all("curve", { RangeTestOutcome.Point(json: $0) })
        else { return nil }
        self.init(seed: seed, curve: curve, stop: stop, learningRate: learningRate)
    }
}

extension RangeTestOutcome.Trial {
    /// - Parameter decided: whether it is one of `decidingTrials`, of which an older record does not tell by itself.
    fileprivate func json(decided: Bool) -> SettingValue {
        var fields = JSONFields()
        fields.add("learning_rate", learningRate)
        fields.add("steps", steps)
        fields.add("loss", score?.loss)
        fields.add("accuracy", score?.accuracy)
        fields.add("judged", judged)
        fields.add("decided", decided)
        return fields.object
    }

    fileprivate init?(json: SettingValue) {
        guard let fields = JSONReader(json), let rate = fields.number("learning_rate"),
            let steps = fields.integer("steps"),
            let score = fields.optional(anyOf: ["loss", "accuracy"], { Score(json: json) }),
            let judged = fields.optional("judged", fields.integer),
            let hasDecided = fields.optional("decided", fields.bool)
        else { return nil }
        self.init(learningRate: rate, steps: steps, score: score, judged: judged, hasDecided: hasDecided)
    }
}

extension RangeTestOutcome.Reading {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("rule", rule.rawValue)
        fields.add("learning_rate", learningRate)
        fields.add("reason", reason)
        return fields.object
    }

    fileprivate init?(json: SettingValue) {
        guard let fields = JSONReader(json),
            let rule = fields.string("rule").flatMap(FinderSettings.CurveRule.init(rawValue:)),
            let learningRate = fields.optional("learning_rate", fields.number),
            let reason = fields.optional("reason", fields.string)
        else { return nil }
        self.init(rule: rule, learningRate: learningRate, reason: reason)
    }
}

extension RangeTestOutcome.Range {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("min", minimum)
        fields.add("max", maximum)
        return fields.object
    }

    /// The numbers of `json`, whatever they are.
    fileprivate static func bounds(_ json: SettingValue?) -> (minimum: Double, maximum: Double)? {
        guard let fields = JSONReader(json), let minimum = fields.number("min"), let maximum = fields.number("max")
        else { return nil }
        return (minimum, maximum)
    }

    fileprivate init?(checking bounds: (minimum: Double, maximum: Double)) {
        guard 0 < bounds.minimum, bounds.minimum <= bounds.maximum, bounds.maximum.isFinite else { return nil }
        self.init(minimum: bounds.minimum, maximum: bounds.maximum)
    }
}

extension RangeTestOutcome.Point {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("learning_rate", learningRate)
        fields.add("loss", loss)
        fields.add("smoothed_loss", smoothedLoss)
        return fields.object
    }

    init?(json: SettingValue) {
        guard let fields = JSONReader(json), let rate = fields.number("learning_rate"),
            let loss = fields.number("loss"), let smoothed = fields.number("smoothed_loss")
        else { return nil }
        self.init(learningRate: rate, loss: loss, smoothedLoss: smoothed)
    }
}

extension RangeTestOutcome.Stop {
    /// `ladder_end`, `interrupted`, or `{"diverged": index}`, `{"not_finite": index}` with the index of the point that
    /// ended it. One without a finite loss is left out of the curve: its index is then the curve's count.
    /// - Parameter points: of the curve.
    fileprivate func json(after points: Int) -> SettingValue {
        switch self {
        case .ladderEnd: .string("ladder_end")
        case .interrupted: .string("interrupted")
        case .diverged: .mapping([Setting("diverged", .integer(points - 1))])
        case .notFinite: .mapping([Setting("not_finite", .integer(points))])
        }
    }

    fileprivate init?(json: SettingValue?) {
        if json == .string("ladder_end") {
            self = .ladderEnd
        } else if json == .string("interrupted") {
            self = .interrupted
        } else if JSONReader(json)?.integer("diverged") != nil {
            self = .diverged
        } else if JSONReader(json)?.integer("not_finite") != nil {
            self = .notFinite
        } else {
            return nil
        }
    }
}
