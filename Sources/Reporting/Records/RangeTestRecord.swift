package import Experiment

/// All that is kept of one range test: `finder/<key>/finder.json`.
package struct RangeTestRecord: Hashable, Sendable {
    package var key: String
    package var identity: String
    package var settings: FinderSettings
    package var seed: UInt64
    package var provenance: Provenance
    package var started: Timestamp
    package var abnormalEnds = AbnormalEnds()

    /// Never `diverged`: that is no end of a range test.
    package var status = ItemStatus.running
    package var outcome: RangeTestOutcome?
    /// Why it failed, or its files did: `failure` in the file.
    package var reason: String?
    package var ended: Timestamp?
    /// Where this start took it up; nil where it began anew.
    package var resumedAtStep: Int?
    /// What the newest checkpoint holds; nil once it is done.
    package var checkpoint: CheckpointMark?

    package init(_ test: PlannedRangeTest, provenance: Provenance, started: Timestamp) {
        self.init(
            key: test.key, identity: test.identity, settings: test.settings, seed: test.seed, provenance: provenance,
            started: started)
    }

    fileprivate init(
        key: String, identity: String, settings: FinderSettings, seed: UInt64, provenance: Provenance,
        started: Timestamp
    ) {
        self.key = key
        self.identity = identity
        self.settings = settings
        self.seed = seed
        self.provenance = provenance
        self.started = started
    }

    package mutating func end(with outcome: RangeTestOutcome, at time: Timestamp) {
        self.outcome = outcome
        ended = time
        if outcome.isInterrupted {
            status = .interrupted
            forgetEndsIfProgressed()
        } else {
            (status, checkpoint) = (.done, nil)
        }
    }

    package mutating func fail(_ failure: ItemFailure, at time: Timestamp) {
        (status, reason, ended) = (.failed, failure.reason, time)
        abnormalEnds.fail(wasTried: failure.wasTried)
    }
}

extension RangeTestRecord {
    /// `finder.json`.
    package var json: SettingValue {
        var fields = JSONFields()
        fields.add("format", RecordFormat.current)
        fields.add("key", key)
        fields.add("identity", identity)
        fields.add("status", status.rawValue)
        fields.add("failure", reason)
        fields.add("settings", settings.settings)
        fields.add("seed", seed)
        outcome?.add(to: &fields)
        fields.add("provenance", provenance.json)
        abnormalEnds.add(to: &fields)
        fields.add("resumed_at_step", resumedAtStep)
        fields.add("checkpoint", checkpoint?.json)
        fields.add("started", started.text)
        fields.add("ended", ended?.text)
        return fields.object
    }

    /// Nil as for a run's record.
    package init?(json: SettingValue?) {
        guard let fields = JSONReader(json), fields.integer("format") == RecordFormat.current,
            let key = fields.string("key"), let identity = fields.string("identity"),
            let status = fields.string("status").flatMap(ItemStatus.init(rawValue:)), status != .diverged,
            let settings = FinderSettings(json: fields["settings"]), let seed = fields.unsigned("seed"),
            let provenance = Provenance(json: fields["provenance"]),
            let started = fields.string("started").flatMap(Timestamp.init(text:)),
            let abnormalEnds = AbnormalEnds(fields)
        else { return nil }
        guard let reason = fields.optional("failure", fields.string),
            let outcome = fields.optional(anyOf: RangeTestOutcome.requiredKeys, { RangeTestOutcome(fields) }),
            let resumedAtStep = fields.optional("resumed_at_step", fields.integer),
            let checkpoint = fields.optional("checkpoint", { CheckpointMark(json: fields[$0]) }),
            let ended = fields.optional("ended", { fields.string($0).flatMap(Timestamp.init(text:)) })
        else { return nil }
        self.init(
            key: key, identity: identity, settings: settings, seed: seed, provenance: provenance, started: started)
        self.status = status
        self.reason = reason
        self.abnormalEnds = abnormalEnds
        self.outcome = outcome
        self.resumedAtStep = resumedAtStep
        self.checkpoint = checkpoint
        self.ended = ended
        if status == .done, outcome == nil { return nil }
    }
}

extension FinderSettings {
    /// Reads what `settings` gives.
    fileprivate init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let minimum = fields.number("min"), let maximum = fields.number("max"),
            let steps = fields.integer("steps"), let mode = fields.string("mode").flatMap(Mode.init(rawValue:)),
            let rule = fields.string("suggestion").flatMap(Rule.init(rawValue:)),
            let smoothing = fields.number("smoothing"), let stopFactor = fields.number("stop_factor"),
            let skipBegin = fields.integer("skip_begin"), let skipEnd = fields.integer("skip_end"),
            let metric = fields.string("metric").flatMap(Metric.init(rawValue:)),
            let repeats = fields.integer("repeats"), let budget = fields.number("budget")
        else { return nil }
        self.init(
            rule, minimum: minimum, maximum: maximum, steps: steps, mode: mode, smoothing: smoothing,
            stopFactor: stopFactor, skipBegin: skipBegin, skipEnd: skipEnd, metric: metric, repeats: repeats,
            budget: budget)
    }
}
