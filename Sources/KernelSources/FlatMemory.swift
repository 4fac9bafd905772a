import KernelTypes

/// Sets `count` floats, a multiple of 8, to 0.
@inline(__always) func clear(_ destination: Destination, _ count: Int) {
    var i = 0
    while i < count {
        destination.store(Vector(), at: i)
        i &+= laneCount
    }
}

@inline(never)
func addPartials(_ partials: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ count: Int) {
    let (source, destination) = unsafe (Source(partials), Destination(sums))
    var i = 0
    while i < count {
        let two = source.vector(at: i) + source.vector(at: count &+ i)
        let three = two + source.vector(at: 2 &* count &+ i)
        destination.store(three + source.vector(at: 3 &* count &+ i), at: i)
        i &+= laneCount
    }
}

@inline(never)
func sumOfSquares(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    let source = unsafe Source(x)
    var sums = Vector()
    var i = 0
    while i < count {
        let value = source.vector(at: i)
        sums = multiplyAdd(value, value, sums)
        i &+= laneCount
    }
    return sums.sumByHalves
}

@inline(never)
func scale(_ x: UnsafeMutablePointer<Float>, _ factor: Float, _ count: Int) {
    let values = unsafe Destination(x)
    var i = 0
    while i < count {
        values.store(values.vector(at: i) * factor, at: i)
        i &+= laneCount
    }
}

/// Eight vectors at a time: transposed, their lanes are added as whole vectors, in the order of `sumByHalves`.
@inline(never)
func sumLanes(_ lanes: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ count: Int) {
    let (source, destination) = unsafe (Source(lanes), Destination(sums))
    var i = 0
    while i &+ laneCount <= count {
        let t = Matrix8(source &+ i &* laneCount, step: laneCount).transposed
        let even = (t.r0 + t.r4) + (t.r2 + t.r6)
        let odd = (t.r1 + t.r5) + (t.r3 + t.r7)
        destination.store(even + odd, at: i)
        i &+= laneCount
    }
    while i < count {
        destination[i] = source.vector(at: i &* laneCount).sumByHalves
        i &+= 1
    }
}
