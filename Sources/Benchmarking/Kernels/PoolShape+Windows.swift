import KernelTypes

extension PoolShape {
    /// Where in an input (M, C, H, W, 8) the window of number `index` of the output (M, C, P, Q, 8) lies, row by row.
    func window(of index: Int) -> [Int] {
        let (lane, column) = (index % Lanes.count, index / Lanes.count % outputWidth)
        let row = index / Lanes.count / outputWidth % outputHeight
        // Channels of all micro-batches are planes alike.
        let plane = index / Lanes.count / outputWidth / outputHeight
        return (0..<size * size).map { place in
            let inputRow = row * stride + place / size
            let inputColumn = column * stride + place % size
            return ((plane * inputHeight + inputRow) * inputWidth + inputColumn) * Lanes.count + lane
        }
    }

    /// `6×28×28, 2×2, stride 2, 16 samples`: what a check calls it.
    func title(microBatches: Int) -> String {
        "\(channels)×\(inputHeight)×\(inputWidth), \(size)×\(size), stride \(stride),"
            + " \(microBatches * Lanes.count) samples"
    }
}
