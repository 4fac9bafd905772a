import NeuralNet

extension GradientGroups {
    /// Calls `body` for the micro-batches that a network passes to its kernels at once: pairs, the last of which may
    /// stand alone.
    static func forEachPair(of microBatches: Int, _ body: (_ own: Range<Int>) -> Void) {
        for pair in 0..<pairs(microBatches) { body(self.microBatches(ofPair: pair, of: microBatches)) }
    }
}
