/// What a forward pass is for.
enum ForwardPass: Sendable {
    /// `step` steps came before.
    case training(step: Int)
    case evaluation
}

/// A layer at work on single micro-batches. It reads and writes the activations of the whole batch at its place and
/// leaves everything else to its scratch, so that several threads may run it on different micro-batches.
protocol MicroBatchLayer: AnyObject, Sendable {
    var output: Activations { get }

    /// The layer's output for `microBatches` (one or two).
    func forward(_ microBatches: Range<Int>, _ pass: ForwardPass, scratch: WorkerScratch)

    /// Gradients from the output's gradient of `microBatches`, which may be overwritten; the forward pass was the
    /// training's at `step`. Parameter gradients go to the partial sums of `group`; the input's gradient is wanted
    /// where a layer before this one has parameters.
    func backward(
        _ microBatches: Range<Int>, step: Int, group: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?,
        scratch: WorkerScratch)
}

/// Memory of one thread, reused by all layers so that it stays in the cache.
final class WorkerScratch: Sendable {
    /// A convolution's output or its gradient: a band of rows, or all of it.
    let band: FloatSlice
    /// Gradients on their way from one layer of a phase to the one before it.
    let gradients: (FloatSlice, FloatSlice)

    /// Sizes in Floats.
    init(band: Int, gradient: Int) {
        self.band = FloatMemory(count: band).all
        gradients = (FloatMemory(count: gradient).all, FloatMemory(count: gradient).all)
    }
}
