import Experiment

/// What a run trained at, as a person is told: the rate that it started from, or the bounds of its schedule, which may
/// not even hold the first.
struct UsedRate: Hashable, Sendable {
    var rate: Double
    /// Nil also in the records of versions that did not write them down.
    var bounds: RateBounds?

    /// The numbers that are shown.
    var told: [Double] { bounds.map { [$0.minimum, $0.maximum] } ?? [rate] }

    /// The same in full precision, under the keys that a run has for them.
    var json: SettingValue {
        var fields = JSONFields()
        if let bounds { bounds.add(to: &fields) } else { fields.add("learning_rate", rate) }
        return fields.object
    }
}

extension RunRecord {
    /// Nil while an `auto` waits.
    var usedRate: UsedRate? { learningRate.map { UsedRate(rate: $0, bounds: rateBounds) } }

    /// The rate by which it trains, given or found; nil while an `auto` waits, and where the schedule's bounds leave it
    /// nothing to decide.
    var decidingRate: Double? { run.configuration.hasUnusedRate || hasFoundBounds ? nil : learningRate }

    /// Whether its schedule moves between bounds that a range test has a say in: the rate that this suggests is none
    /// that it trains at. A fixed rate is one of the bounds.
    private var hasFoundBounds: Bool { run.rateSource != .fixed && rateBounds != nil }
}

extension ReportRow {
    /// Of a run that has not begun, the rate of the file, unless nothing uses that.
    var usedRate: UsedRate? {
        record?.rateBounds == nil ? learningRate.map { UsedRate(rate: $0) } : record?.usedRate
    }
}

extension RunDescription {
    /// Whether a range test has a say in the rates that it trains at.
    var hasFoundRates: Bool { rateSource != .fixed && !configuration.hasUnusedRate }
}

extension Spelling {
    /// `0.0025`; `9e-4 … 0.018`, to three digits where these tell them apart, as the range that they may come from.
    static func rate(_ used: UsedRate) -> String {
        guard let bounds = used.bounds else { return rate(used.rate) }
        let (low, high) = NumberSpelling.ends(bounds.minimum, bounds.maximum)
        return "\(low) … \(high)"
    }
}
