import KernelTypes

// The batch's statistics are sums of these sums, added in Double by the caller.

@inline(never)
func channelSums(
    _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
) {
    let (allValues, allSums) = unsafe (Source(x), Destination(sums))
    forEachPlane(shape, samples: samples) { plane, _, start, isBeyond in
        let values = allValues &+ start
        let sum = sumOfVectors(shape.area) { values.vector(at: $0) }
        allSums[plane] = sum.replacing(with: Vector(), where: isBeyond).sumByHalves
    }
}

@inline(never)
func channelSquares(
    _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ mean: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
) {
    let (allValues, means, allSums) = unsafe (Source(x), Source(mean), Destination(sums))
    forEachPlane(shape, samples: samples) { plane, channel, start, isBeyond in
        let (values, mean) = (allValues &+ start, Vector(repeating: means[channel]))
        let sum = sumOfVectors(shape.area) { place in
            let distance = values.vector(at: place) - mean
            return distance * distance
        }
        allSums[plane] = sum.replacing(with: Vector(), where: isBeyond).sumByHalves
    }
}

@inline(never)
func normalize(
    _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ mean: UnsafePointer<Float>,
    _ factor: UnsafePointer<Float>, _ shift: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
) {
    let (allValues, allResults) = unsafe (Source(x), Destination(y))
    let (means, factors, shifts) = unsafe (Source(mean), Source(factor), Source(shift))
    forEachPlane(shape, samples: samples) { _, channel, start, isBeyond in
        let (values, results) = (allValues &+ start, allResults &+ start)
        let (mean, factor) = (Vector(repeating: means[channel]), Vector(repeating: factors[channel]))
        let shift = Vector(repeating: shifts[channel])
        var place = 0
        while place < shape.area &* laneCount {
            // Statistics without them may make anything of the lanes past the samples, and not a number of it layer
            // after layer, where a weight's gradient adds up over all lanes.
            let normalized = multiplyAdd(values.vector(at: place) - mean, factor, shift)
            results.store(normalized.replacing(with: Vector(), where: isBeyond), at: place)
            place &+= laneCount
        }
    }
}

@inline(never)
func channelGradientSums(
    _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ mean: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ products: UnsafeMutablePointer<Float>
) {
    let (allValues, allGradients, means) = unsafe (Source(x), Source(dy), Source(mean))
    let (allSums, allProducts) = unsafe (Destination(sums), Destination(products))
    forEachPlane(shape, samples: samples) { plane, channel, start, isBeyond in
        let (values, gradients) = (allValues &+ start, allGradients &+ start)
        let mean = Vector(repeating: means[channel])
        let sum = sumOfVectors(shape.area) { gradients.vector(at: $0) }
        let product = sumOfVectors(shape.area) { gradients.vector(at: $0) * (values.vector(at: $0) - mean) }
        allSums[plane] = sum.replacing(with: Vector(), where: isBeyond).sumByHalves
        allProducts[plane] = product.replacing(with: Vector(), where: isBeyond).sumByHalves
    }
}

@inline(never)
func normalizeBackward(
    _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ mean: UnsafePointer<Float>, _ factor: UnsafePointer<Float>, _ meanGradient: UnsafePointer<Float>,
    _ slope: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
) {
    let (allValues, allGradients, allResults) = unsafe (Source(x), Source(dy), Destination(dx))
    let (means, factors) = unsafe (Source(mean), Source(factor))
    let (meanGradients, slopes) = unsafe (Source(meanGradient), Source(slope))
    forEachPlane(shape, samples: samples) { _, channel, start, isBeyond in
        let (values, gradients, results) = (allValues &+ start, allGradients &+ start, allResults &+ start)
        let (mean, slope) = (Vector(repeating: means[channel]), Vector(repeating: 0 - slopes[channel]))
        let meanGradient = Vector(repeating: meanGradients[channel])
        let factor = Vector(repeating: factors[channel]).replacing(with: Vector(), where: isBeyond)
        var place = 0
        while place < shape.area &* laneCount {
            let centred = gradients.vector(at: place) - meanGradient
            results.store(multiplyAdd(values.vector(at: place) - mean, slope, centred) * factor, at: place)
            place &+= laneCount
        }
    }
}

/// Calls `body` for each micro-batch and channel, in order: their number, the channel, where their numbers begin, and
/// which lanes hold no sample.
@inline(__always)
private func forEachPlane(
    _ shape: ChannelShape, samples: Int,
    _ body: (_ plane: Int, _ channel: Int, _ start: Int, _ isBeyond: SIMDMask<SIMD8<Int32>>) -> Void
) {
    var (plane, start, first) = (0, 0, 0)
    while first < samples {
        let isBeyond = Vector.laneNumbers .>= Float(samples &- first)
        for channel in 0..<shape.channels {
            body(plane, channel, start, isBeyond)
            plane &+= 1
            start &+= shape.area &* laneCount
        }
        first &+= laneCount
    }
}

/// Σ term over `count` vectors. Four sums at once: an addition takes four cycles.
@inline(__always)
private func sumOfVectors(_ count: Int, _ term: (_ place: Int) -> Vector) -> Vector {
    var (a, b, c, d) = (Vector(), Vector(), Vector(), Vector())
    let end = count &* laneCount
    var place = 0
    while place &+ 4 &* laneCount <= end {
        a += term(place)
        b += term(place &+ laneCount)
        c += term(place &+ 2 &* laneCount)
        d += term(place &+ 3 &* laneCount)
        place &+= 4 &* laneCount
    }
    while place < end {
        a += term(place)
        place &+= laneCount
    }
    return (a + b) + (c + d)
}
