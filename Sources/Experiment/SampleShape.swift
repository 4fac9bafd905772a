/// The shape of one sample's activations: channels, height, width. A flat vector is (n, 1, 1).
package struct SampleShape: Hashable, Sendable {
    package var channels: Int
    package var height: Int
    package var width: Int
    /// Whether `flatten` or a dense layer has made it a plain vector.
    package var isFlat: Bool

    package init(channels: Int, height: Int, width: Int) {
        (self.channels, self.height, self.width, self.isFlat) = (channels, height, width, false)
    }

    package init(features: Int) {
        (self.channels, self.height, self.width, self.isFlat) = (features, 1, 1, true)
    }

    /// Numbers per sample.
    package var count: Int { channels * height * width }

    /// `6×28×28`, or `400` for a vector.
    package var spelling: String { isFlat ? "\(channels)" : "\(channels)×\(height)×\(width)" }
}
