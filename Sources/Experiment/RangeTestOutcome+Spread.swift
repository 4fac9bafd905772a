extension RangeTestOutcome {
    /// What several sweeps show one by one, and the factor between the lowest and the highest:
    /// `falls centred at 0.0013, nowhere and 0.002 (×1.5)`. Nil of a single sweep, or where none shows a rate, which the
    /// reason says.
    /// - Parameter settings: the test's.
    package func spread(_ settings: FinderSettings) -> String? {
        let rates = sweeps.compactMap(\.learningRate)
        guard sweeps.count > 1, let low = rates.min(), let high = rates.max() else { return nil }
        let (told, missing) = settings.hasTrials ? ("falls centred at", "nowhere") : ("suggestions", "none")
        let each = sweeps.map { $0.learningRate.map(NumberSpelling.canonical) ?? missing }
        let factor = rates.count > 1 ? " (×\(NumberSpelling.significant(high / low, digits: 2)))" : ""
        return "\(told) \(WordList.text(each))\(factor)"
    }
}
