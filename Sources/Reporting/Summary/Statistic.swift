/// Mean and spread of one number over runs.
package struct Statistic: Hashable, Sendable {
    package var count: Int
    package var mean: Double
    /// The sample's standard deviation (divided by n − 1); nil for one value.
    package var deviation: Double?

    /// Nil without values.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        count = values.count
        mean = values.reduce(0, +) / Double(values.count)
        guard values.count > 1 else { return }
        let mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = (squares / Double(values.count - 1)).squareRoot()
    }
}
