import Foundation

/// A moment, to the millisecond: `2026-11-24T15:05:00.250Z`.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// Since 1970.
    package var milliseconds: Int

    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// - Parameter seconds: since 1970; what is not finite counts as 0.
    package init(seconds: Double) {
        milliseconds = Int(exactly: (seconds * 1000).rounded()) ?? 0
    }

    package init?(text: String) {
        guard let date = try? Self.format.parse(text) else { return nil }
        self.init(seconds: date.timeIntervalSince1970)
    }

    package var seconds: Double { Double(milliseconds) / 1000 }

    package var text: String { Self.format.format(Date(timeIntervalSince1970: seconds)) }

    /// `2026-11-24 15:05 UTC`.
    package var readable: String { text.prefix(16).replacing("T", with: " ") + " UTC" }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
