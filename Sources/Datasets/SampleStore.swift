package import Experiment

/// Images and labels of one file pair, shared read-only by everything that uses them.
package final class SampleStore: Sendable {
    /// Shape of one sample.
    package let shape: SampleShape
    /// One class index a sample.
    package let labels: [UInt8]
    /// [sample][channel][row][column], as stored in the file: 0 black … 255 white.
    private let pixels: [UInt8]

    /// - Parameter pixels: `shape.count` bytes for each label.
    init(shape: SampleShape, pixels: [UInt8], labels: [UInt8]) {
        precondition(pixels.count == labels.count * shape.count, "pixels and labels do not match")
        self.shape = shape
        self.pixels = pixels
        self.labels = labels
    }

    package var count: Int { labels.count }

    /// The pixels of one sample, [channel][row][column].
    package func sample(_ index: Int) -> ArraySlice<UInt8> {
        pixels[index * shape.count..<(index + 1) * shape.count]
    }

    /// All pixels and labels for the time of `body`: sample `i` begins at `i * shape.count` of the pixels. The one door to
    /// raw memory.
    package func withUnsafeSamples<Result>(
        _ body: (_ pixels: UnsafePointer<UInt8>, _ labels: UnsafePointer<UInt8>) -> Result
    ) -> Result {
        unsafe body(pixels, labels)
    }
}
