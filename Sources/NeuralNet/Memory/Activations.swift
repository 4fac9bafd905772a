import KernelTypes

/// The numbers of a whole batch at one place of the network: (M, features, 8).
struct Activations: Sendable {
    let all: FloatSlice
    /// Numbers per sample.
    let features: Int

    init(features: Int, microBatches: Int) {
        self.init(FloatMemory(count: features * microBatches * Lanes.count).all, features: features)
    }

    /// The first part of memory that several places share.
    init(_ memory: FloatSlice, features: Int) {
        all = memory
        self.features = features
    }

    /// The numbers of consecutive micro-batches.
    subscript(microBatches: Range<Int>) -> FloatSlice {
        all.part(
            at: microBatches.lowerBound * features * Lanes.count,
            count: microBatches.count * features * Lanes.count)
    }
}
