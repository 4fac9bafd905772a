import Experiment
import Figures

extension SummaryFigures {
    /// The curve of a range test: the loss of the batches and smoothed, the chosen rate, the other rules' rates, the
    /// range shaded. Cut where the loss leaves the picture. It spans what was measured and the chosen rate: a rule may
    /// read a rate, and a range may begin, far outside of a narrow ladder.
    static func rangeTest(_ record: RangeTestRecord) -> SummaryFigure {
        let outcome = record.outcome
        let curve = outcome?.curve ?? []
        let scale: Axis.Scale =
            switch record.settings.mode {
            case .exponential: .logarithmic
            case .linear: .linear
            }
        return SummaryFigure(
            name: FigureName.rangeTest(record.key), title: "Range test \(record.key)", rangeTest: record.key,
            figure: LineChart(
                title: "Learning-rate range test \(record.key)", xAxis: Axis("learning rate", scale: scale),
                // The climb at the end would otherwise press the fall, which it is about, flat.
                yAxis: Axis(
                    axisTitle(record.settings.metric), extent: .withoutExplosions(factor: 2, kept: beforeFall(curve))),
                series: [
                    Series(
                        label: "smoothed", points: curve.map { Point(x: $0.learningRate, y: $0.smoothedLoss) },
                        band: band(outcome), color: 0),
                    Series(
                        label: "batch", points: curve.map { Point(x: $0.learningRate, y: $0.loss) }, color: 0,
                        emphasis: .faint),
                ] + trials(outcome), marks: outcome.map(marks) ?? [],
                shadedRange: outcome?.range.map { ShadedRange("range", $0.minimum...$0.maximum) }))
    }

    /// The highest smoothed loss on the way to the lowest one: few points as these may be, none has exploded.
    private static func beforeFall(_ curve: [RangeTestOutcome.Point]) -> Double? {
        let losses = curve.map(\.smoothedLoss).filter(\.isFinite)
        guard let lowest = losses.indices.min(by: { losses[$0] < losses[$1] }) else { return nil }
        return losses[...lowest].max()
    }

    /// From the lowest to the highest of several sweeps.
    private static func band(_ outcome: RangeTestOutcome?) -> [BandPoint] {
        guard let outcome, outcome.sweeps.count > 1 else { return [] }
        return outcome.curve.enumerated().map { index, point in
            let losses = outcome.sweeps.compactMap { $0.curve.dropFirst(index).first?.smoothedLoss }
            return BandPoint(
                x: point.learningRate, low: losses.min() ?? point.smoothedLoss, high: losses.max() ?? point.smoothedLoss
            )
        }
    }

    /// The losses of those that decided.
    private static func trials(_ outcome: RangeTestOutcome?) -> [Series] {
        let trials = outcome?.decidingTrials ?? []
        guard let steps = trials.first?.steps else { return [] }
        let points = trials.compactMap { trial in trial.score.map { Point(x: trial.learningRate, y: $0.loss) } }
        return [Series(label: "trials of \(WordList.count(steps, "step"))", points: points, color: 1)]
    }

    private static func axisTitle(_ metric: FinderSettings.Metric) -> String {
        switch metric {
        case .trainLoss: "training loss"
        case .validationLoss: "loss on held-out samples"
        }
    }

    private static func marks(_ outcome: RangeTestOutcome) -> [Mark] {
        /// With its dot on the first line, the smoothed one.
        func mark(_ name: String, _ rate: Double, _ emphasis: Series.Emphasis) -> Mark {
            Mark("\(name) \(Spelling.rate(rate))", x: outcome.placeOnCurve(of: rate), line: 0, emphasis: emphasis)
        }
        let chosen = outcome.learningRate.map { mark("suggestion", $0, .normal) }
        // Rules that agree share a mark.
        let others = Dictionary(grouping: outcome.readings.filter { $0.learningRate != nil }) { $0.learningRate }
            .filter { $0.key != outcome.learningRate }
            .sorted { ($0.key ?? 0) < ($1.key ?? 0) }
            .compactMap { rate, readings in
                rate.map { mark(readings.map(\.rule.rawValue).joined(separator: ", "), $0, .faint) }
            }
        return [chosen].compactMap { $0 } + others
    }
}
