import NeuralNet

extension GradientGroups {
    /// Calls `body` for the micro-batches that a network passes to its kernels at once: pairs, the last of which may
    /// stand alone.
    static func forEachPair(of microBatches: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
        for pair in 0..<pairs(microBatches) {
            let own = self.microBatches(ofPair: pair, of: microBatches)
            body(own.lowerBound, own.count)
        }
    }
}
