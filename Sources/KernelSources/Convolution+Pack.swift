import KernelTypes

// Packed weights: one panel for each block of outputs, the weights of a step side by side.
//
//     forward    panel of output channels k₀ ..< k₁:   [c][r][s][k − k₀]
//     backward   panel of input channels  c₀ ..< c₁:   [k][r][s][c − c₀]
//
// So a register block reads its weights as one ascending stream.

@inline(never)
func packForward(
    _ shape: ConvolutionShape, _ weights: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>
) {
    let taps = shape.inputChannels &* shape.kernel &* shape.kernel
    // (K, C·R·R): the reduction runs over all of a row.
    pack(
        outputs: shape.outputChannels, outputStep: taps, outer: 1, outerStep: 0, inner: taps,
        unsafe Source(weights), unsafe Destination(packed))
}

@inline(never)
func packBackward(
    _ shape: ConvolutionShape, _ weights: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>
) {
    let square = shape.kernel &* shape.kernel
    pack(
        outputs: shape.inputChannels, outputStep: square, outer: shape.outputChannels,
        outerStep: shape.inputChannels &* square, inner: square, unsafe Source(weights), unsafe Destination(packed))
}

/// Panels of `outputs` in `EvenCut` blocks, each (outer, inner, block width).
@inline(__always)
private func pack(
    outputs: Int, outputStep: Int, outer: Int, outerStep: Int, inner: Int, _ weights: Source, _ packed: Destination
) {
    let cut = EvenCut(outputs, largest: BlockSizes.outputs)
    var next = 0
    for part in 0..<cut.parts {
        let (start, end) = (cut.bound(part), cut.bound(part &+ 1))
        for o in 0..<outer {
            for i in 0..<inner {
                for output in start..<end {
                    packed[next] = weights[output &* outputStep &+ o &* outerStep &+ i]
                    next &+= 1
                }
            }
        }
    }
}
