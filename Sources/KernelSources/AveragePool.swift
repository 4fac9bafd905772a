import KernelTypes

@inline(never)
func averagePoolForward(
    _ shape: PoolShape, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ microBatches: Int
) {
    let (size, stride) = (shape.size, shape.stride)
    let (height, width) = (shape.outputHeight, shape.outputWidth)
    let inputRow = shape.inputWidth &* laneCount
    let share = 1 / Float(size &* size)
    var means = unsafe Destination(output)
    for plane in 0..<microBatches &* shape.channels {
        let inputs = unsafe Source(input + plane &* shape.inputHeight &* inputRow)
        for row in 0..<height {
            var window = inputs &+ row &* stride &* inputRow
            for column in 0..<width {
                means.store(windowSum(window, size: size, rowStep: inputRow) * share, at: column &* laneCount)
                window = window &+ stride &* laneCount
            }
            means = means &+ width &* laneCount
        }
    }
}

@inline(__always)
private func windowSum(_ window: Source, size: Int, rowStep: Int) -> Vector {
    var sum = Vector()
    for row in 0..<size {
        for column in 0..<size { sum += window.vector(at: row &* rowStep &+ column &* laneCount) }
    }
    return sum
}

@inline(never)
func averagePoolBackward(
    _ shape: PoolShape, _ outputGradient: UnsafePointer<Float>, _ inputGradient: UnsafeMutablePointer<Float>,
    _ microBatches: Int
) {
    let (size, stride) = (shape.size, shape.stride)
    let (height, width) = (shape.outputHeight, shape.outputWidth)
    let inputRow = shape.inputWidth &* laneCount
    let share = 1 / Float(size &* size)
    // Windows that tile the input write each place once.
    let tiles = size == stride && width &* size == shape.inputWidth && height &* size == shape.inputHeight
    var gradients = unsafe Source(outputGradient)
    for plane in 0..<microBatches &* shape.channels {
        let inputs = unsafe Destination(inputGradient + plane &* shape.inputHeight &* inputRow)
        if !tiles { clear(inputs, shape.inputHeight &* inputRow) }
        for row in 0..<height {
            var window = inputs &+ row &* stride &* inputRow
            for column in 0..<width {
                let part = gradients.vector(at: column &* laneCount) * share
                if tiles {
                    spread(part, window, size: size, rowStep: inputRow, adding: false)
                } else {
                    spread(part, window, size: size, rowStep: inputRow, adding: true)
                }
                window = window &+ stride &* laneCount
            }
            gradients = gradients &+ width &* laneCount
        }
    }
}

/// The same part to every place of the window.
@inline(__always)
private func spread(_ part: Vector, _ window: Destination, size: Int, rowStep: Int, adding: Bool) {
    for row in 0..<size {
        for column in 0..<size {
            let place = row &* rowStep &+ column &* laneCount
            window.store(adding ? window.vector(at: place) + part : part, at: place)
        }
    }
}
