/// From a pixel's byte to the number that the network sees: `Float(byte) * factor + offset`, rounded after each.
package struct PixelScale: Hashable, Sendable {
    package var factor: Float
    package var offset: Float

    package init(factor: Float, offset: Float) {
        self.factor = factor
        self.offset = offset
    }
}
