import KernelTypes

// Between sample-major memory and lanes: blocks of 8 × 8 numbers, transposed. Where the last block is not full it
// reaches back over the one before; what they share is written twice, alike.

@inline(never)
func gather(
    _ pixels: UnsafePointer<UInt8>, _ sampleBytes: Int, _ indices: UnsafePointer<Int32>, _ count: Int,
    _ scale: Float, _ offset: Float, _ output: UnsafeMutablePointer<Float>
) {
    for microBatch in 0..<(count &+ laneCount &- 1) / laneCount {
        let first = microBatch &* laneCount
        let isBeyond = Vector.laneNumbers .>= Float(count &- first)
        // Lanes past the end read the last sample, and are cleared.
        @inline(__always) func sample(_ lane: Int) -> ByteSource {
            let index = first &+ lane < count ? first &+ lane : count &- 1
            return unsafe ByteSource(pixels + Int(indices[index]) &* sampleBytes)
        }
        let (s0, s1, s2, s3) = (sample(0), sample(1), sample(2), sample(3))
        let (s4, s5, s6, s7) = (sample(4), sample(5), sample(6), sample(7))
        let lanes = unsafe Destination(output + first &* sampleBytes)
        @inline(__always) func scaled(_ values: Vector) -> Vector {
            (values * scale + offset).replacing(with: Vector(), where: isBeyond)
        }
        if sampleBytes >= laneCount {
            var i = 0
            while i < sampleBytes {
                let start = i &+ laneCount <= sampleBytes ? i : sampleBytes &- laneCount
                let t = Matrix8(
                    s0.vector(at: start), s1.vector(at: start), s2.vector(at: start), s3.vector(at: start),
                    s4.vector(at: start), s5.vector(at: start), s6.vector(at: start), s7.vector(at: start)
                ).transposed
                Matrix8(
                    scaled(t.r0), scaled(t.r1), scaled(t.r2), scaled(t.r3), scaled(t.r4), scaled(t.r5), scaled(t.r6),
                    scaled(t.r7)
                ).store(to: lanes &+ start &* laneCount, step: laneCount)
                i &+= laneCount
            }
        } else {
            for i in 0..<sampleBytes {
                let values = Vector(
                    Float(s0[i]), Float(s1[i]), Float(s2[i]), Float(s3[i]), Float(s4[i]), Float(s5[i]), Float(s6[i]),
                    Float(s7[i]))
                lanes.store(scaled(values), at: i &* laneCount)
            }
        }
    }
}

@inline(never)
func scaleChannel(
    _ shape: ChannelShape, _ count: Int, _ channel: Int, _ scale: Float, _ offset: Float,
    _ x: UnsafeMutablePointer<Float>
) {
    let plane = shape.area &* laneCount
    for microBatch in 0..<(count &+ laneCount &- 1) / laneCount {
        let values = unsafe Destination(x + (microBatch &* shape.channels &+ channel) &* plane)
        let isBeyond = Vector.laneNumbers .>= Float(count &- microBatch &* laneCount)
        var i = 0
        while i < plane {
            let scaled = values.vector(at: i) * scale + offset
            values.store(scaled.replacing(with: Vector(), where: isBeyond), at: i)
            i &+= laneCount
        }
    }
}

@inline(never)
func samplesFromLanes(
    _ features: Int, _ x: UnsafePointer<Float>, _ samples: UnsafeMutablePointer<Float>, _ microBatches: Int
) {
    for microBatch in 0..<microBatches {
        let lanes = unsafe Source(x + microBatch &* features &* laneCount)
        let rows = unsafe Destination(samples + microBatch &* features &* laneCount)
        if features >= laneCount {
            var i = 0
            while i < features {
                let start = i &+ laneCount <= features ? i : features &- laneCount
                Matrix8(lanes &+ start &* laneCount, step: laneCount).transposed
                    .store(to: rows &+ start, step: features)
                i &+= laneCount
            }
        } else {
            for i in 0..<features {
                for lane in 0..<laneCount { rows[lane &* features &+ i] = lanes[i &* laneCount &+ lane] }
            }
        }
    }
}
