package import Experiment

/// Samples as they lie in memory, and how their bytes become numbers.
@safe package struct SampleSource {
    /// (samples, sampleBytes)
    let pixels: UnsafePointer<UInt8>
    package let sampleBytes: Int
    /// (samples), each below the number of classes.
    let labels: UnsafePointer<UInt8>
    /// One for all bytes, or one for each channel.
    package let scales: [PixelScale]

    /// - Parameters:
    ///   - pixels: valid, like `labels`, during every call that gets this source, as far as its indices reach.
    ///   - sampleBytes: bytes of one sample: channels, rows, columns.
    ///   - scales: one, or as many as a sample has channels.
    package init(
        pixels: UnsafePointer<UInt8>, sampleBytes: Int, labels: UnsafePointer<UInt8>, scales: [PixelScale]
    ) {
        precondition(!scales.isEmpty && sampleBytes % scales.count == 0, "channels and scales do not match")
        unsafe self.pixels = pixels
        self.sampleBytes = sampleBytes
        unsafe self.labels = labels
        self.scales = scales
    }
}

/// Some samples of a source, in order: what one forward pass works on.
@safe package struct Batch {
    let source: SampleSource
    private let indices: UnsafeBufferPointer<Int32>

    package init(_ source: SampleSource, _ indices: UnsafeBufferPointer<Int32>) {
        self.source = source
        unsafe self.indices = indices
    }

    var count: Int { unsafe indices.count }

    /// The samples at `range` of the order.
    subscript(range: Range<Int>) -> Batch {
        unsafe Batch(source, UnsafeBufferPointer(rebasing: indices[range]))
    }

    func label(_ sample: Int) -> UInt8 { unsafe source.labels[Int(indices[sample])] }

    /// Where the indices of `range` begin, for a kernel that reads as many.
    func indices(of range: Range<Int>) -> UnsafePointer<Int32>? {
        unsafe UnsafeBufferPointer(rebasing: indices[range]).baseAddress
    }
}
