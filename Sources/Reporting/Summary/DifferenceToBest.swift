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
    /// `−8.67 [−10.86, −6.48]`, in one notation; without an interval, on how few seeds it rests. Where no seed is
    /// common, between the means.
    func differenceCell(of group: RunGroup) -> String {
        guard let best, group.name != best.group.name, let own = group.statistic(objective.value) else {
            return TableColumn.none
        }
        guard let difference = self.difference(of: group) else {
            return "\(Spelling.signed(own.mean - best.value.mean, objective)) (0 seeds)"
        }
        guard let interval = difference.interval else {
            return "\(Spelling.signed(difference.mean, objective)) (\(WordList.count(difference.pairs, "seed")))"
        }
        let numbers = [difference.mean, interval.low, interval.high]
        let size = numbers.map(\.magnitude).max()
        let words = numbers.map { Spelling.signed($0, objective, beside: size) }
        return "\(words[0]) [\(words[1]), \(words[2])]"
    }
}

/// How far groups are from the best one: what the reader of such a column has to know.
package enum DifferenceToBest {
    package static let title = "difference to the best"

    /// A sentence each; none where there is no such column.
    /// - Parameter advice: how to get more seeds.
    static func notes(_ comparison: Comparison, advice: String, _ style: AnswerStyle) -> [String] {
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
        if !methods.isEmpty, differences.count > 1 {
            notes.append("The best was picked from \(comparison.ended) configurations, which flatters it a little.")
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
