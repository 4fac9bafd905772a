import Experiment

/// Times and speeds in few columns, for who watches: a report spells them out.
enum CompactSpelling {
    /// `48 s`, `3:07` (minutes), `1:02:03` (hours), `26 h` from a day on.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return TableColumn.none }
        let whole = Int(max(0, seconds).rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return "\(whole / 60):\(twoDigits(whole % 60))" }
        if whole < 86_400 { return "\(whole / 3_600):\(twoDigits(whole / 60 % 60)):\(twoDigits(whole % 60))" }
        return "\(whole / 3_600) h"
    }

    /// Samples a second: `950/s`, `21.3k/s`, `1.25M/s`.
    static func perSecond(_ samplesPerSecond: Double) -> String {
        guard samplesPerSecond.isFinite, samplesPerSecond > 0 else { return TableColumn.none }
        if samplesPerSecond < 999.5 { return "\(NumberSpelling.fixed(samplesPerSecond, 0))/s" }
        if samplesPerSecond < 999_950 { return "\(NumberSpelling.fixed(samplesPerSecond / 1e3, 1))k/s" }
        return "\(NumberSpelling.fixed(samplesPerSecond / 1e6, 2))M/s"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
