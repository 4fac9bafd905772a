import Foundation
import Terminal

/// What it costs to write down what a run does, in rounds that time the same run in every variant.
package struct ReportingCost: Hashable, Sendable {
    package enum Variant: String, CaseIterable, Sendable {
        case silent = "nobody listens"
        /// As `xrun FILE` reports.
        case usual = "default settings"
        case everyValidation = "checkpoint at every validation"

        /// Another one in each round, so that no variant is always the first.
        package static func order(inRound round: Int) -> [Variant] {
            let first = round % allCases.count
            return Array(allCases[first...] + allCases[..<first])
        }
    }

    /// Seconds of the run.
    package var rounds: [[Variant: Double]] = []

    package init() {}

    /// Aligned for people. Shares are of the silent run of the same round.
    package var table: String {
        let titles = ["a run of LeNet", "median", "more than silent", "least … most"]
        return TextTable(titles, Variant.allCases.map(cells), numbers: [1, 2]).text + "\n"
    }

    private func cells(_ variant: Variant) -> [String] {
        let times = rounds.compactMap { $0[variant] }.sorted()
        let shares = rounds.compactMap { round in
            round[variant].flatMap { time in round[.silent].map { time / $0 - 1 } }
        }.sorted()
        func percent(_ share: Double?) -> String { share.map { String(format: "%+.2f %%", $0 * 100) } ?? "" }
        return [
            variant.rawValue, times.middle.map { String(format: "%.2f s", $0) } ?? "", percent(shares.middle),
            "\(percent(shares.first)) … \(percent(shares.last))",
        ]
    }
}
