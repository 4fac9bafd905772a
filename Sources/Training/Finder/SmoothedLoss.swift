/// Exponential moving average with the bias correction of arXiv:1412.6980 section 3: the average of a constant is that
/// constant from its first value on.
package struct SmoothedLoss {
    private let weight: Double
    private var average = 0.0
    /// weight to the power of the number of values
    private var power = 1.0

    /// - Parameter weight: of the past, 0 ..< 1.
    package init(weight: Double) { self.weight = weight }

    /// Takes the next loss and gives the smoothed one.
    package mutating func add(_ loss: Double) -> Double {
        average = weight * average + (1 - weight) * loss
        power *= weight
        return average / (1 - power)
    }
}
