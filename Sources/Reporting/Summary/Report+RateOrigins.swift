import Experiment

extension Report {
    /// Its groups, each with what decides the rate that a range test finds for it but the test's seed, as a hash
    /// (`PlannedRangeTest.identityButSeed`). Nil where no range test has a say in the rates, and where that is not known.
    var groupsWithRateOrigins: [(group: RunGroup, origin: String?)] {
        let known = Dictionary(experiment.rangeTests.map { ($0.key, $0.identityButSeed) }) { first, _ in first }
        return RunGroup.groups(of: rows).map { group in
            guard let run = group.rows.first?.run, run.hasFoundRates, case .rangeTest(let key) = run.rateSource else {
                return (group, nil)
            }
            return (group, known[key] ?? nil)
        }
    }
}
