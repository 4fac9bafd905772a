extension [Double] {
    /// Each value replaced by the upper median of its neighbourhood.
    /// - Parameter reach: neighbours on either side, as far as there are any.
    func medians(reach: Int) -> [Double] { neighbourhoods(reach: reach).map(\.upperMedian) }

    /// The same with the mean.
    func means(reach: Int) -> [Double] {
        neighbourhoods(reach: reach).map { $0.reduce(0, +) / Double($0.count) }
    }

    /// Each value with up to `reach` others on either side.
    private func neighbourhoods(reach: Int) -> [ArraySlice<Double>] {
        indices.map { self[Swift.max(0, $0 - reach)...Swift.min(count - 1, $0 + reach)] }
    }
}
