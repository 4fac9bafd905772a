import Foundation

/// A moment, to the millisecond: `2026-11-24T15:05:00.250Z`.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// Since 1970, not before, and not after `limit`.
    package let milliseconds: Int
    /// In seconds, in the year 2255. The names of event files have ten digits for the seconds, and each further file of a
    /// folder takes one more than the one before it where the clock stands still.
    private static let limit = 9e9

    /// By the clock of this machine.
    package static var now: Timestamp { Timestamp(seconds: Date().timeIntervalSince1970) }

    package init(milliseconds: Int) { self.milliseconds = min(max(0, milliseconds), Int(Self.limit * 1000)) }

    /// - Parameter seconds: since 1970; what is not finite counts as 0.
    package init(seconds: Double) {
        self.init(milliseconds: Int(exactly: (seconds * 1000).rounded()) ?? 0)
    }

    package init?(text: String) {
        // The milliseconds are read as digits: as a fraction of a Double they would come back rounded down.
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 4, parts[1].hasSuffix("Z"),
            let fraction = Int(parts[1].dropLast()),
            let date = try? Date(parts[0] + "Z", strategy: .iso8601),
            let seconds = Int(exactly: date.timeIntervalSince1970)
        else { return nil }
        self.init(milliseconds: seconds * 1000 + fraction)
    }

    package var seconds: Double { Double(milliseconds) / 1000 }

    /// What a clock tells, in seconds since 1970, as the nearest one that a time can be: however wrong it goes, no run
    /// fails by it.
    static func bounded(_ seconds: Double) -> Double { min(max(0, seconds), limit) }

    package var text: String {
        let (seconds, fraction) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        let digits = String(fraction)
        return whole.dropLast() + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
    }

    /// `2026-11-24 15:05 UTC`.
    package var readable: String { text.prefix(16).replacing("T", with: " ") + " UTC" }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}
