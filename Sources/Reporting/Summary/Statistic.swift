extension Double {
    /// Whether it is what rounding leaves of nothing, beside numbers of this size: the same accuracies added up in
    /// another order differ in their last bits.
    func isRounding(beside size: Double) -> Bool { abs(self) <= 1e-9 * abs(size) }
}

/// Mean and spread of one number over runs.
package struct Statistic: Hashable, Sendable {
    package var count: Int
    package var mean: Double
    /// The sample's standard deviation (divided by n − 1); nil for one value.
    package var deviation: Double?

    /// Nil without values.
    package init?(_ values: [Double]) {
        guard let first = values.first else { return nil }
        count = values.count
        // From the first value on: the mean of equal values is that value, however many they are.
        let mean = first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
        self.mean = mean
        guard values.count > 1 else { return }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = (squares / Double(values.count - 1)).squareRoot()
    }
}
