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

extension Comparison {
    /// `−8.67 [−10.86, −6.48]`, all of them in one notation; without an interval, on how few seeds it rests.
    func differenceCell(of group: RunGroup) -> String {
        guard let mean = meanDifference(of: group), let own = notationOfDifference(of: group) else {
            return TableColumn.none
        }
        let notation = own.isOfExplosion ? own : differenceNotation ?? own
        let difference = self.difference(of: group)
        guard let interval = difference?.interval else {
            return "\(notation.signed(mean)) (\(WordList.count(difference?.pairs ?? 0, "seed")))"
        }
        return "\(notation.signed(mean)) [\(notation.signed(interval.low)), \(notation.signed(interval.high))]"
    }

    /// By itself.
    func notationOfDifference(of group: RunGroup) -> DifferenceNotation? {
        guard let mean = meanDifference(of: group) else { return nil }
        let interval = difference(of: group)?.interval
        return DifferenceNotation(of: mean, beside: interval.map { [$0.low, $0.high] } ?? [], objective)
    }

    /// To the best: seed by seed, or between the means where no seed is common. Nil for the best itself, and for a group
    /// without a value.
    private func meanDifference(of group: RunGroup) -> Double? {
        guard let best, group.name != best.group.name, let own = group.statistic(objective.value) else { return nil }
        return difference(of: group)?.mean ?? own.mean - best.value.mean
    }
}

/// How far groups are from the best one: what the reader of such a column has to know.
package enum DifferenceToBest {
    package static let title = "difference to the best"

    /// A sentence each; none where there is no such column.
    /// - Parameter advice: how to get more seeds.
    static func notes(_ comparison: Comparison, advice: String, _ style: Markup) -> [String] {
        guard comparison.hasDifferences else { return [] }
        let differences = comparison.candidates.dropFirst().map { comparison.difference(of: $0.group) }
        let methods = Set(differences.compactMap { $0?.interval?.method })
        let unit =
            switch comparison.objective.metric {
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
        let intervals = differences.count { $0?.interval != nil }
        if intervals > 0, differences.count > 1 {
            notes.append(
                "The best was picked from \(comparison.ended) configurations: the more there are, the more that flatters it."
            )
        }
        if intervals > 1 {
            notes.append(
                "The \(intervals) intervals are single ones: each misses the true difference in one case of twenty, and none "
                    + "is widened for their number.")
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
