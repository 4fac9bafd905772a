import Experiment
import Foundation

/// How the summary writes numbers.
enum Spelling {
    static let none = "–"

    /// Below, four decimals say too little of a loss.
    private static let smallLoss = 1e-2
    /// The same of a difference, which is read beside losses.
    private static let smallDifference = 1e-3

    /// `0.2921`; small and large ones to four digits: `0.003120`, `1.234e-05`, `1.557e+07`.
    static func loss(_ value: Double) -> String { loss(value, smallBelow: smallLoss) }

    private static func loss(_ value: Double, smallBelow limit: Double) -> String {
        switch value.magnitude {
        case 0, limit..<1e5: fixed(value, 4)
        case 1e-3..<1e-2: fixed(value, 6)
        case 1e-4..<1e-3: fixed(value, 7)
        default: value.isFinite ? String(format: "%.3e", value) : NumberSpelling.canonical(value)
        }
    }

    /// `89.23 %` of a share.
    static func percent(_ share: Double) -> String { fixed(share * 100, 2) + " %" }

    static func rate(_ value: Double) -> String { NumberSpelling.canonical(value) }

    /// A rate of the ladder, to three digits: `0.00123`.
    static func significant(_ value: Double) -> String {
        NumberSpelling.canonical(NumberSpelling.rounded(value, digits: 3))
    }

    /// `5`, `2.5`.
    static func epochs(_ value: Double) -> String {
        NumberSpelling.canonical((value * 100).rounded() / 100)
    }

    static func perSecond(_ value: Double) -> String { fixed(value, 0) }

    /// `0.9 s`, `48 s`, `3 min 20 s`, `1 h 2 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return none }
        if seconds < 9.95 { return fixed(seconds, 1) + " s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    static func fixed(_ value: Double, _ decimals: Int) -> String {
        value.isFinite ? String(format: "%.\(decimals)f", value) : NumberSpelling.canonical(value)
    }

    /// The deviation is written as its mean is: in four decimals, or in four digits where that is small.
    static func loss(_ statistic: Statistic) -> String {
        let mean = loss(statistic.mean)
        guard let deviation = statistic.deviation else { return mean }
        return "\(mean) ± \(loss(deviation, smallBelow: statistic.mean.magnitude < smallLoss ? smallLoss : 0))"
    }

    static func percent(_ statistic: Statistic) -> String {
        statistic.deviation.map { "\(fixed(statistic.mean * 100, 2)) ± \(percent($0))" } ?? percent(statistic.mean)
    }

    /// What decides, as it stands in tables.
    static func value(_ statistic: Statistic, _ objective: Objective) -> String {
        switch objective.metric {
        case .validationAccuracy: percent(statistic)
        case .validationLoss: loss(statistic)
        }
    }

    /// `8.67 points` of an accuracy, `0.1000` of a loss; signed: `+8.67 points`.
    static func difference(_ amount: Double, _ objective: Objective, signed isSigned: Bool = false) -> String {
        let number = isSigned ? signed(amount, objective) : magnitude(amount, objective)
        return switch objective.metric {
        case .validationAccuracy: number + " points"
        case .validationLoss: number
        }
    }

    /// A difference without its unit: `+8.67`, `−0.1000`.
    static func signed(_ amount: Double, _ objective: Objective) -> String {
        (amount < 0 ? "−" : "+") + magnitude(amount, objective)
    }

    private static func magnitude(_ amount: Double, _ objective: Objective) -> String {
        switch objective.metric {
        case .validationAccuracy: fixed(amount.magnitude * 100, 2)
        case .validationLoss: loss(amount.magnitude, smallBelow: smallDifference)
        }
    }

    /// `model: mlp, epochs: 3`.
    static func settings(_ settings: [Setting]) -> String {
        settings.map { "\($0.key): \($0.value.spelling)" }.joined(separator: ", ")
    }
}
