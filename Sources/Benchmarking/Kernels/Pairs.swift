/// The micro-batches that a network passes to its kernels at once.
enum Pairs {
    /// Micro-batches of one call.
    static let size = 2

    /// Calls `body` for pairs of `microBatches`, the last of which may stand alone.
    static func of(_ microBatches: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
        for first in stride(from: 0, to: microBatches, by: size) { body(first, min(size, microBatches - first)) }
    }
}
