import KernelTypes

// The usual windows of 2 × 2 have code of their own, without loops: half the time.

@inline(never)
func maxPoolForward(
    _ shape: PoolShape, _ input: UnsafePointer<Float>, _ bandRows: Int, _ rows: Range<Int>,
    _ output: UnsafeMutablePointer<Float>, _ argmax: UnsafeMutablePointer<Float>, _ microBatches: Int
) {
    let (size, stride) = (shape.size, shape.stride)
    let (height, width) = (shape.outputHeight, shape.outputWidth)
    let inputRow = shape.inputWidth &* laneCount
    for plane in 0..<microBatches &* shape.channels {
        let band = unsafe Source(input + plane &* bandRows &* inputRow)
        for row in rows {
            let place = (plane &* height &+ row) &* width &* laneCount
            let (maxima, indices) = unsafe (Destination(output + place), Destination(argmax + place))
            var window = band &+ (row &- rows.lowerBound) &* stride &* inputRow
            for column in 0..<width {
                let (maximum, index) =
                    size == 2
                    ? windowMaximum(window, size: 2, rowStep: inputRow)
                    : windowMaximum(window, size: size, rowStep: inputRow)
                maxima.store(maximum, at: column &* laneCount)
                indices.store(index, at: column &* laneCount)
                window = window &+ stride &* laneCount
            }
        }
    }
}

/// The largest value and where it is in the window: the first of equal ones, the last NaN (PyTorch's comparison).
@inline(__always)
private func windowMaximum(_ window: Source, size: Int, rowStep: Int) -> (maximum: Vector, index: Vector) {
    var (maximum, index) = (window.vector(at: 0), Vector())
    var here = Vector()
    for row in 0..<size {
        for column in 0..<size {
            let value = window.vector(at: row &* rowStep &+ column &* laneCount)
            let isLarger = (value .> maximum) .| value.isNaN
            maximum.replace(with: value, where: isLarger)
            index.replace(with: here, where: isLarger)
            here += 1
        }
    }
    return (maximum, index)
}

@inline(never)
func maxPoolBackward(
    _ shape: PoolShape, _ outputGradient: UnsafePointer<Float>, _ output: UnsafePointer<Float>,
    _ argmax: UnsafePointer<Float>, _ relu: Bool, _ rows: Range<Int>, _ inputGradient: UnsafeMutablePointer<Float>,
    _ bandRows: Int, _ microBatches: Int
) {
    let (size, stride) = (shape.size, shape.stride)
    let (height, width) = (shape.outputHeight, shape.outputWidth)
    let inputRow = shape.inputWidth &* laneCount
    // Windows that tile the band write each place once.
    let tiles = size == stride && width &* size == shape.inputWidth && rows.count &* size == bandRows
    for plane in 0..<microBatches &* shape.channels {
        let band = unsafe Destination(inputGradient + plane &* bandRows &* inputRow)
        if !tiles { clear(band, bandRows &* inputRow) }
        for row in rows {
            let place = (plane &* height &+ row) &* width &* laneCount
            let gradients = unsafe Source(outputGradient + place)
            let (maxima, indices) = unsafe (Source(output + place), Source(argmax + place))
            var window = band &+ (row &- rows.lowerBound) &* stride &* inputRow
            for column in 0..<width {
                var gradient = gradients.vector(at: column &* laneCount)
                if relu {
                    gradient.replace(with: Vector(), where: maxima.vector(at: column &* laneCount) .<= Vector())
                }
                let index = indices.vector(at: column &* laneCount)
                if tiles && size == 2 {
                    spread(gradient, index, window, size: 2, rowStep: inputRow, adding: false)
                } else if tiles {
                    spread(gradient, index, window, size: size, rowStep: inputRow, adding: false)
                } else {
                    spread(gradient, index, window, size: size, rowStep: inputRow, adding: true)
                }
                window = window &+ stride &* laneCount
            }
        }
    }
}

/// The gradient to the window's place `index`, 0 to the others.
@inline(__always)
private func spread(
    _ gradient: Vector, _ index: Vector, _ window: Destination, size: Int, rowStep: Int, adding: Bool
) {
    var here = Vector()
    for row in 0..<size {
        for column in 0..<size {
            let place = row &* rowStep &+ column &* laneCount
            let share = Vector().replacing(with: gradient, where: index .== here)
            window.store(adding ? window.vector(at: place) + share : share, at: place)
            here += 1
        }
    }
}
