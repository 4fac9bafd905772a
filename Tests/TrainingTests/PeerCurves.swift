import Experiment
import Foundation
import Testing
import Training

/// A curve of `Fixtures/peer_curves.json`, with what the peers' own functions read from it.
struct PeerCurve: Decodable, Sendable, CustomTestStringConvertible {
    struct Answer: Decodable, Sendable {
        /// Of the ladder's point; for `minimum`, of the smallest loss.
        var index: Int?
        /// What `minimum` suggests, which is no point of the ladder. In fastai's Float.
        var rate: Double?
        /// What the peer threw, or that it chose a point that is not finite.
        var error: String?
    }

    var name: String
    /// Of the ladder, where the sweep ended before its end.
    var steps: Int
    var rates: [Double]
    var losses: [Double]
    /// By the rule's name in the experiment language.
    var answers: [String: Answer]

    var testDescription: String { name }

    /// As a sweep would have left it; no rule but `steepest` uses its smoothed loss.
    func points(for rule: FinderSettings.CurveRule) -> [RangeTestOutcome.Point] {
        var smoothed = SmoothedLoss(weight: FinderSettings(.curve(rule)).smoothing)
        return zip(rates, losses).map { rate, loss in
            let smoothedLoss = rule == .steepest ? smoothed.add(loss) : .nan
            return RangeTestOutcome.Point(learningRate: rate, loss: loss, smoothedLoss: smoothedLoss)
        }
    }

    /// Whether a loss lies below an earlier one.
    var falls: Bool {
        losses.indices.contains { later in losses[..<later].contains { losses[later] < $0 - 1e-9 * abs($0) } }
    }

    static let all: [PeerCurve] = {
        let url = Bundle.module.url(forResource: "peer_curves", withExtension: "json", subdirectory: "Fixtures")
        guard let url, let data = try? Data(contentsOf: url) else { return [] }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return (try? decoder.decode([PeerCurve].self, from: data)) ?? []
    }()
}
