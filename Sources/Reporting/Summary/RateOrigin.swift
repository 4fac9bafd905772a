import Experiment

/// What the rate that a range test finds for a group depends on, beside the settings and the test's seed.
struct RateOrigin: Sendable {
    /// Of xrun. Nil where it is not known.
    private let version: String?
    /// By which trials are judged; nil where none decide.
    private let metric: Objective.Metric?

    /// Nil where no range test has a say in the group's rates.
    init?(_ group: RunGroup, in report: Report) {
        guard let run = group.rows.first?.run, run.hasFoundRates, case .rangeTest(let key) = run.rateSource else {
            return nil
        }
        let hasTrials =
            run.configuration[path: ["learning_rate", "auto", "suggestion"]]
            == .string(FinderSettings.Rule.trials.rawValue)
        version = report.rangeTests[key]?.provenance.xrunVersion
        metric = hasTrials ? report.experiment.objective.metric : nil
    }

    /// Whether both are not known to find other rates.
    func agrees(with other: RateOrigin) -> Bool {
        metric == other.metric && (version == nil || other.version == nil || version == other.version)
    }
}
