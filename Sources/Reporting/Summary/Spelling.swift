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
    static func loss(_ value: Double) -> String { notation(of: value, smallBelow: smallLoss).text(value) }

    private enum Notation {
        case decimals(Int)
        /// To four digits.
        case powerOfTen

        func text(_ value: Double) -> String {
            switch self {
            case .decimals(let count): Spelling.fixed(value, count)
            case .powerOfTen: value.isFinite ? String(format: "%.3e", value) : NumberSpelling.canonical(value)
            }
        }
    }

    private static func notation(of value: Double, smallBelow limit: Double) -> Notation {
        switch value.magnitude {
        case 0, limit..<1e5: .decimals(4)
        case 1e-3..<1e-2: .decimals(6)
        case 1e-4..<1e-3: .decimals(7)
        default: .powerOfTen
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

    /// The deviation is written as its mean is: in as many decimals, or with a power of ten.
    static func loss(_ statistic: Statistic) -> String {
        let notation = notation(of: statistic.mean, smallBelow: smallLoss)
        let deviation = statistic.deviation.map { " ± \(notation.text($0))" }
        return notation.text(statistic.mean) + (deviation ?? "")
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

    /// `8.67 points` of an accuracy, `0.1000` of a loss.
    static func difference(_ amount: Double, _ objective: Objective) -> String {
        magnitude(amount, objective, beside: amount) + unit(of: objective)
    }

    /// `+7.52 to +12.48 points`: the bounds of an interval, in one notation.
    static func bounds(_ low: Double, _ high: Double, _ objective: Objective) -> String {
        let size = max(low.magnitude, high.magnitude)
        return "\(signed(low, objective, beside: size)) to \(signed(high, objective, beside: size))"
            + unit(of: objective)
    }

    /// A difference without its unit: `+8.67`, `−0.1000`.
    /// - Parameter size: of the largest number that it is read beside, in whose notation it is written; its own if nil.
    static func signed(_ amount: Double, _ objective: Objective, beside size: Double? = nil) -> String {
        (amount < 0 ? "−" : "+") + magnitude(amount, objective, beside: size ?? amount)
    }

    private static func magnitude(_ amount: Double, _ objective: Objective, beside size: Double) -> String {
        switch objective.metric {
        case .validationAccuracy: fixed(amount.magnitude * 100, 2)
        case .validationLoss: notation(of: size, smallBelow: smallDifference).text(amount.magnitude)
        }
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
