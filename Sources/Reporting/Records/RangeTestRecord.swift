package import Experiment

/// All that is kept of one range test: `finder/<key>/finder.json`.
package struct RangeTestRecord: Hashable, Sendable {
    package var key: String
    package var identity: String
    package var settings: FinderSettings
    package var seed: UInt64
    package var history: ItemHistory

    /// Never `diverged`: that is no end of a range test.
    package var status = ItemStatus.running
    package var outcome: RangeTestOutcome?
    /// Why it failed, or its files did: `failure` in the file.
    package var reason: String?

    package init(_ test: PlannedRangeTest, provenance: Provenance, started: Timestamp) {
        self.init(
            key: test.key, identity: test.identity, settings: test.settings, seed: test.seed,
            history: ItemHistory(provenance: provenance, started: started))
    }

    fileprivate init(key: String, identity: String, settings: FinderSettings, seed: UInt64, history: ItemHistory) {
        self.key = key
        self.identity = identity
        self.settings = settings
        self.seed = seed
        self.history = history
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
        history.add(to: &fields)
        return fields.object
    }

    /// Nil as for a run's record.
    package init?(json: SettingValue?) {
        guard let fields = JSONReader(json), fields.integer("format") == RecordFormat.current,
            let key = fields.string("key"), let identity = fields.string("identity"),
            let status = fields.string("status").flatMap(ItemStatus.init(rawValue:)), status != .diverged,
            let settings = FinderSettings(json: fields["settings"]), let seed = fields.unsigned("seed"),
            let history = ItemHistory(fields)
        else { return nil }
        guard let reason = fields.optional("failure", fields.string),
            let outcome = fields.optional(anyOf: RangeTestOutcome.requiredKeys, { RangeTestOutcome(fields) })
        else { return nil }
        self.init(key: key, identity: identity, settings: settings, seed: seed, history: history)
        self.status = status
        self.reason = reason
        self.outcome = outcome
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
