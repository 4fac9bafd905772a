import Experiment

extension RunGroup {
    /// The value of this group's runs less that of the other's, seed by seed; nil where no seed is common.
    func difference(from other: RunGroup, by objective: Objective) -> PairedDifference? {
        let (values, reference) = (valueBySeed(objective), other.valueBySeed(objective))
        // In the order of seeds: the same sum whatever the order of the file.
        return PairedDifference(
            reference.keys.sorted().compactMap { seed in
                guard let mine = values[seed], let its = reference[seed] else { return nil }
                return mine - its
            })
    }

    /// What decides, of each run that is done. A seed that stands twice is no pair.
    private func valueBySeed(_ objective: Objective) -> [UInt64: Double] {
        var values: [UInt64: Double] = [:]
        var repeated: Set<UInt64> = []
        for row in rows {
            guard let value = row.finalResults.flatMap(objective.value) else { continue }
            if values.updateValue(value, forKey: row.run.seed) != nil { repeated.insert(row.run.seed) }
        }
        return values.filter { !repeated.contains($0.key) }
    }
}

extension PairedDifference {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("pairs", pairs)
        fields.add("mean", mean)
        fields.addOrNull("low", interval?.low)
        fields.addOrNull("high", interval?.high)
        fields.addOrNull("method", interval?.method.rawValue)
        return fields.object
    }
}

/// How far a group is from the best one, as a column of a table and as what its reader has to know.
package enum DifferenceToBest {
    package static let title = "difference to the best"

    /// `−8.67 [−10.86, −6.48]`; without an interval, on how few seeds it rests. Where no seed is common, between the
    /// means.
    static func cell(
        _ difference: PairedDifference?, means: (own: Double, best: Double), _ objective: Objective
    ) -> String {
        guard let difference else { return "\(Spelling.signed(means.own - means.best, objective)) (0 seeds)" }
        let mean = Spelling.signed(difference.mean, objective)
        guard let interval = difference.interval else {
            return "\(mean) (\(Spelling.count(difference.pairs, "seed")))"
        }
        return "\(mean) [\(Spelling.signed(interval.low, objective)), \(Spelling.signed(interval.high, objective))]"
    }

    /// A sentence each.
    /// - Parameters:
    ///   - differences: of each group but the best that has a value.
    ///   - configurations: groups of which a run ended.
    ///   - advice: how to get more seeds.
    static func notes(
        _ differences: [PairedDifference?], configurations: Int, advice: String, _ objective: Objective,
        _ style: AnswerStyle
    ) -> [String] {
        let methods = Set(differences.compactMap { $0?.interval?.method })
        let unit =
            switch objective.metric {
            case .validationAccuracy: ", in points"
            case .validationLoss: ""
            }
        var notes = [
            "\(style.term("Difference to the best")): the mean over the seeds that both have, seed by seed\(unit)"
                + (methods.isEmpty ? "." : ", with its 95 % interval (\(words(methods))).")
        ]
        if differences.contains(nil) {
            notes.append("Where no seed is common (0 seeds), it is the one between the means.")
        }
        if !methods.isEmpty, differences.count > 1 {
            notes.append("The best was picked from \(configurations) configurations, which flatters it a little.")
        }
        if differences.contains(where: { $0?.interval == nil }) {
            notes.append(
                "Fewer than \(PairedDifference.fewestPairs) common seeds cannot tell whether a difference is more than "
                    + "chance\(advice).")
        }
        return notes
    }

    private static func words(_ methods: Set<PairedDifference.Method>) -> String {
        let words = [
            (PairedDifference.Method.t, "Student's t"),
            (.bootstrap, "bootstrap over seeds from \(PairedDifference.pairsForBootstrap) seeds on"),
        ]
        return words.filter { methods.contains($0.0) }.map(\.1).joined(separator: "; ")
    }
}
