/// Which numbers of a batch a dropout layer takes out at one step: the number at a position by a hash of the position,
/// so that the mask is the same however the batch is cut, and needs no memory.
package struct DropoutMask: Sendable {
    /// 64 random bits for one layer and step.
    package var key: UInt64
    /// The share that is taken out, 0 ..< 1, in steps of 2⁻²³.
    package var rate: Float
    /// 1 / (1 − rate): what the others are multiplied by, so that a sum over them keeps its expectation.
    package var scale: Float

    package init(key: UInt64, rate: Double) {
        self.key = key
        self.rate = Float(rate)
        scale = Float(1 / (1 - rate))
    }
}
