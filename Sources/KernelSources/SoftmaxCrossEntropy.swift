import KernelTypes

@inline(never)
func softmaxCrossEntropy(
    _ classes: Int, _ logits: UnsafePointer<Float>, _ labels: UnsafePointer<UInt8>, _ count: Int,
    _ smoothing: Float, _ gradientScale: Float, _ losses: UnsafeMutablePointer<Float>,
    _ correct: UnsafeMutablePointer<Float>, _ logitGradient: UnsafeMutablePointer<Float>?
) {
    let (allLosses, allCorrect) = unsafe (Destination(losses), Destination(correct))
    let share = smoothing / Float(classes)
    let isSmoothed = Vector(repeating: smoothing > 0 ? 1 : 0)
    for microBatch in 0..<(count &+ laneCount &- 1) / laneCount {
        let first = microBatch &* laneCount
        let z = unsafe Source(logits + first &* classes)
        let label = unsafe ByteSource(labels).vector(at: first)
        let isBeyond = Vector.laneNumbers .>= Float(count &- first)

        // The largest logit, the first of equal ones.
        var (largest, predicted) = (z.vector(at: 0), Vector())
        for c in 1..<classes {
            let logit = z.vector(at: c &* laneCount)
            let isLarger = logit .> largest
            largest.replace(with: logit, where: isLarger)
            predicted.replace(with: Vector(repeating: Float(c)), where: isLarger)
        }

        // log Σ e^(z − largest), and the sums of shifted logits that the targets weigh. Without smoothing the second is a
        // sum of zeros, so that huge logits do not overflow in it, but NaN where a logit is −∞: a diverged network is
        // seen even where e^−∞ = 0 hides it.
        var (exponentialSum, shiftedSum, labelShifted) = (Vector(), Vector(), Vector())
        for c in 0..<classes {
            let shifted = z.vector(at: c &* laneCount) - largest
            exponentialSum += exponential(shifted)
            shiftedSum = multiplyAdd(isSmoothed, shifted, shiftedSum)
            labelShifted.replace(with: shifted, where: label .== Float(c))
        }
        let target = multiplyAdd(
            Vector(repeating: share), shiftedSum, Vector(repeating: 1 - smoothing) * labelShifted)
        let loss = logarithm(exponentialSum) - target
        allLosses.store(loss.replacing(with: Vector(), where: isBeyond), at: first)
        let isCorrect = Vector().replacing(with: Vector(repeating: 1), where: predicted .== label)
        allCorrect.store(isCorrect.replacing(with: Vector(), where: isBeyond), at: first)

        guard let logitGradient = unsafe logitGradient else { continue }
        let gradient = unsafe Destination(logitGradient + first &* classes)
        let inverseSum = 1 / exponentialSum
        for c in 0..<classes {
            let probability = exponential(z.vector(at: c &* laneCount) - largest) * inverseSum
            let wanted = Vector(repeating: share).replacing(
                with: Vector(repeating: share + (1 - smoothing)), where: label .== Float(c))
            let scaled = (probability - wanted) * gradientScale
            gradient.store(scaled.replacing(with: Vector(), where: isBeyond), at: c &* laneCount)
        }
    }
}
