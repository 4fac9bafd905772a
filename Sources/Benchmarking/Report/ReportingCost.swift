import Experiment
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
        let medians = Variant.allCases.map { variant in rounds.compactMap { $0[variant] }.sorted().middle }
        let more = Variant.allCases.map(shares)
        func percent(_ share: Double?) -> String { share.map { String(format: "%+.2f %%", $0 * 100) } ?? "" }
        return TextTable([
            TableColumn("a run of LeNet", cells: Variant.allCases.map(\.rawValue)),
            TableColumn("median", .number, cells: medians.map { $0.map { String(format: "%.2f s", $0) } ?? "" }),
            TableColumn("more than silent", .number, cells: more.map { percent($0.middle) }),
            TableColumn("least … most", cells: more.map { "\(percent($0.first)) … \(percent($0.last))" }),
        ]).text + "\n"
    }

    /// Of each round, sorted.
    private func shares(of variant: Variant) -> [Double] {
        rounds.compactMap { round in
            round[variant].flatMap { time in round[.silent].map { time / $0 - 1 } }
        }.sorted()
    }
}
