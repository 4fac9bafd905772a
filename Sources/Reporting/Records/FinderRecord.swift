package import Experiment

/// All that is kept of one range test: `finder/<key>/finder.json`.
package struct FinderRecord: Hashable, Sendable {
    package enum Status: String, CaseIterable, Sendable {
        case running
        /// It has a curve, and a suggestion or the reason why there is none.
        case done
        case failed, interrupted
    }

    package var key: String
    package var identity: String
    package var settings: FinderSettings
    package var seed: UInt64
    package var provenance: Provenance
    package var started: Timestamp

    package var status = Status.running
    package var outcome: RangeTestOutcome?
    /// Why it failed.
    package var failure: String?
    package var ended: Timestamp?

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
        switch outcome.stop {
        case .ladderEnd, .diverged, .notFinite: status = .done
        case .interrupted: status = .interrupted
        }
    }

    package mutating func fail(_ failure: ItemFailure, at time: Timestamp) {
        (status, self.failure, ended) = (.failed, failure.reason, time)
    }
}

extension FinderRecord {
    /// `finder.json`.
    package var json: SettingValue {
        var fields = JSONFields()
        fields.add("format", RecordFormat.current)
        fields.add("key", key)
        fields.add("identity", identity)
        fields.add("status", status.rawValue)
        fields.add("failure", failure)
        fields.add("settings", settings.settings)
        fields.add("seed", seed)
        if let outcome {
            fields.add("learning_rate", outcome.learningRate)
            fields.add("suggested_index", outcome.suggestedIndex)
            fields.add("reason", outcome.reason)
            fields.add("stop", outcome.stop.json)
            fields.add("seconds", outcome.seconds)
            fields.add("curve", .list(outcome.curve.map(\.json)))
        }
        fields.add("provenance", provenance.json)
        fields.add("started", started.text)
        fields.add("ended", ended?.text)
        return fields.object
    }

    package init?(json: SettingValue?) {
        guard let fields = JSONReader(json), fields.integer("format") == RecordFormat.current,
            let key = fields.string("key"), let identity = fields.string("identity"),
            let status = fields.string("status").flatMap(Status.init(rawValue:)),
            let settings = FinderSettings(json: fields["settings"]), let seed = fields.unsigned("seed"),
            let provenance = Provenance(json: fields["provenance"]),
            let started = fields.string("started").flatMap(Timestamp.init(text:))
        else { return nil }
        self.init(
            key: key, identity: identity, settings: settings, seed: seed, provenance: provenance, started: started)
        self.status = status
        failure = fields.string("failure")
        outcome = RangeTestOutcome(fields)
        ended = fields.string("ended").flatMap(Timestamp.init(text:))
        if status == .done, outcome == nil { return nil }
    }
}

extension RangeTestOutcome {
    fileprivate init?(_ fields: JSONReader) {
        guard let list = fields.list("curve"), let stop = Stop(json: fields["stop"]),
            let seconds = fields.number("seconds")
        else { return nil }
        let curve = list.compactMap { Point(json: $0) }
        let index = fields.integer("suggested_index")
        guard curve.count == list.count, index.map(curve.indices.contains) ?? true else { return nil }
        self.init(
            curve: curve, stop: stop, suggestedIndex: index, learningRate: fields.number("learning_rate"),
            reason: fields.string("reason"), seconds: seconds)
    }
}

extension RangeTestOutcome.Point {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("learning_rate", learningRate)
        fields.add("loss", loss)
        fields.add("smoothed_loss", smoothedLoss)
        return fields.object
    }

    fileprivate init?(json: SettingValue) {
        guard let fields = JSONReader(json), let rate = fields.number("learning_rate"),
            let loss = fields.number("loss"), let smoothed = fields.number("smoothed_loss")
        else { return nil }
        self.init(learningRate: rate, loss: loss, smoothedLoss: smoothed)
    }
}

extension RangeTestOutcome.Stop {
    /// `ladder_end`, `interrupted`, or `{"diverged": index}`, `{"not_finite": index}` with an index into the curve.
    fileprivate var json: SettingValue {
        switch self {
        case .ladderEnd: .string("ladder_end")
        case .interrupted: .string("interrupted")
        case .diverged(let index): .mapping([Setting("diverged", .integer(index))])
        case .notFinite(let index): .mapping([Setting("not_finite", .integer(index))])
        }
    }

    fileprivate init?(json: SettingValue?) {
        if json == .string("ladder_end") {
            self = .ladderEnd
        } else if json == .string("interrupted") {
            self = .interrupted
        } else if let index = JSONReader(json)?.integer("diverged") {
            self = .diverged(index: index)
        } else if let index = JSONReader(json)?.integer("not_finite") {
            self = .notFinite(index: index)
        } else {
            return nil
        }
    }
}

extension FinderSettings {
    /// Reads what `settings` gives.
    fileprivate init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let minimum = fields.number("min"), let maximum = fields.number("max"),
            let steps = fields.integer("steps"), let mode = fields.string("mode").flatMap(Mode.init(rawValue:)),
            let rule = fields.string("suggestion").flatMap(Rule.init(rawValue:)),
            let smoothing = fields.number("smoothing"), let stopFactor = fields.number("stop_factor"),
            let skipBegin = fields.integer("skip_begin"), let skipEnd = fields.integer("skip_end")
        else { return nil }
        self.init(
            minimum: minimum, maximum: maximum, steps: steps, mode: mode, suggestion: rule, smoothing: smoothing,
            stopFactor: stopFactor, skipBegin: skipBegin, skipEnd: skipEnd)
    }
}
