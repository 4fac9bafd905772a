import Experiment

extension Report {
    /// Its groups, each with what decides the rate that a range test finds for it but the test's seed, as a hash
    /// (`PlannedRangeTest.identityButSeed`); of a record that has none, what else it tells. Nil where no range test has a
    /// say in the rates.
    var groupsWithRateOrigins: [(group: RunGroup, origin: String?)] {
        let known = Dictionary(experiment.rangeTests.map { ($0.key, $0.identityButSeed) }) { first, _ in first }
        return RunGroup.groups(of: rows).map { group in
            guard let run = group.rows.first?.run, run.hasFoundRates, case .rangeTest(let key) = run.rateSource else {
                return (group, nil)
            }
            return (group, (known[key] ?? nil) ?? earlierOrigin(of: run))
        }
    }

    /// Of a finder of version 15 or before: which one is not known, but by what trials were judged.
    private func earlierOrigin(of run: RunDescription) -> String {
        let hasTrials =
            run.configuration[path: ["learning_rate", "auto", "suggestion"]]
            == .string(FinderSettings.Rule.trials.rawValue)
        return "earlier" + (hasTrials ? ", by \(experiment.objective.metric.rawValue)" : "")
    }
}
