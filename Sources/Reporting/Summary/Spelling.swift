import Experiment

/// What summaries and a run's result say: costs, means with their spread, differences, settings.
enum Spelling {
    static func rate(_ value: Double) -> String { NumberSpelling.canonical(value) }

    /// `5`, `2.5`.
    static func epochs(_ value: Double) -> String {
        NumberSpelling.canonical((value * 100).rounded() / 100)
    }

    static func perSecond(_ value: Double) -> String { NumberSpelling.fixed(value, 0) }

    /// `less than 0.1 s`, `0.9 s`, `48 s`, `3 min 20 s`, `1 h 2 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return TableColumn.none }
        // "0.0 s" would say that it took none.
        if seconds < 0.05 { return "less than 0.1 s" }
        if seconds < 9.95 { return NumberSpelling.fixed(seconds, 1) + " s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// The deviation is written as its mean is: in as many decimals, or with a power of ten.
    static func loss(_ statistic: Statistic) -> String {
        let notation = LossNotation(of: statistic.mean)
        let deviation = statistic.deviation.map { " ± \(notation.text($0))" }
        return notation.text(statistic.mean) + (deviation ?? "")
    }

    static func percent(_ statistic: Statistic) -> String {
        statistic.deviation.map {
            "\(NumberSpelling.fixed(statistic.mean * 100, 2)) ± \(NumberSpelling.percent($0))"
        } ?? NumberSpelling.percent(statistic.mean)
    }

    /// What decides, as it stands in tables.
    static func value(_ statistic: Statistic, _ objective: Objective) -> String {
        switch objective.metric {
        case .validationAccuracy: percent(statistic)
        case .validationLoss: loss(statistic)
        }
    }

    /// `8.67 points` of an accuracy, `0.1000` of a loss.
    static func difference(_ amount: Double, _ objective: Objective) -> String {
        DifferenceNotation(of: amount, objective).text(amount) + unit(of: objective)
    }

    /// `+7.52 to +12.48 points`: the bounds of an interval, in one notation.
    static func bounds(_ low: Double, _ high: Double, _ objective: Objective) -> String {
        let notation = DifferenceNotation(of: max(low.magnitude, high.magnitude), objective)
        return "\(notation.signed(low)) to \(notation.signed(high))" + unit(of: objective)
    }

    private static func unit(of objective: Objective) -> String {
        switch objective.metric {
        case .validationAccuracy: " points"
        case .validationLoss: ""
        }
    }

    /// `model: mlp, epochs: 3`.
    static func settings(_ settings: [Setting]) -> String {
        settings.map { "\($0.key): \($0.value.spelling)" }.joined(separator: ", ")
    }
}
