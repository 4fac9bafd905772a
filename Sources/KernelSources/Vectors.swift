import KernelTypes

/// a · b + c. Rounded once where the processor has a fused multiply-add; where it has none, `addingProduct` would call
/// the C library for every lane, so the product is rounded too.
@inline(__always) func multiplyAdd<V: SIMD>(_ a: V, _ b: V, _ c: V) -> V where V.Scalar == Float {
    #if XRUN_FMA
        c.addingProduct(a, b)
    #else
        c + a * b
    #endif
}

extension Vector {
    /// max(0, x); NaN stays.
    @inline(__always) var clampedAtZero: Vector { replacing(with: Vector(), where: self .< Vector()) }

    @inline(__always) var isNaN: SIMDMask<SIMD8<Int32>> { self .!= self }

    /// The lanes added by halves: 0+4, 1+5, 2+6, 3+7; then 0+2, 1+3; then 0+1.
    @inline(__always) var sumByHalves: Float {
        let four = lowHalf + highHalf
        let two = four.lowHalf + four.highHalf
        return two[0] + two[1]
    }

    @inline(__always) var bits: SIMD8<UInt32> { unsafe unsafeBitCast(self, to: SIMD8<UInt32>.self) }

    @inline(__always) init(bits: SIMD8<UInt32>) { self = unsafe unsafeBitCast(bits, to: Vector.self) }

    /// |x|, for NaN too.
    @inline(__always) var magnitudes: Vector { Vector(bits: bits & 0x7fff_ffff) }

    /// The number of a lane, as Float.
    @inline(__always) static var laneNumbers: Vector { Vector(0, 1, 2, 3, 4, 5, 6, 7) }
}

/// Eight vectors as the rows of an 8 × 8 matrix.
struct Matrix8 {
    var (r0, r1, r2, r3) = (Vector(), Vector(), Vector(), Vector())
    var (r4, r5, r6, r7) = (Vector(), Vector(), Vector(), Vector())

    /// Rows `step` floats apart.
    @inline(__always) init(_ source: Source, step: Int) {
        (r0, r1) = (source.vector(at: 0), source.vector(at: step))
        (r2, r3) = (source.vector(at: 2 &* step), source.vector(at: 3 &* step))
        (r4, r5) = (source.vector(at: 4 &* step), source.vector(at: 5 &* step))
        (r6, r7) = (source.vector(at: 6 &* step), source.vector(at: 7 &* step))
    }

    @inline(__always) init(
        _ r0: Vector, _ r1: Vector, _ r2: Vector, _ r3: Vector, _ r4: Vector, _ r5: Vector, _ r6: Vector, _ r7: Vector
    ) {
        (self.r0, self.r1, self.r2, self.r3) = (r0, r1, r2, r3)
        (self.r4, self.r5, self.r6, self.r7) = (r4, r5, r6, r7)
    }

    @inline(__always) func store(to destination: Destination, step: Int) {
        destination.store(r0, at: 0)
        destination.store(r1, at: step)
        destination.store(r2, at: 2 &* step)
        destination.store(r3, at: 3 &* step)
        destination.store(r4, at: 4 &* step)
        destination.store(r5, at: 5 &* step)
        destination.store(r6, at: 6 &* step)
        destination.store(r7, at: 7 &* step)
    }

    /// Three rounds of two-operand shuffles: single floats, pairs, halves.
    @inline(__always) var transposed: Matrix8 {
        let a = Matrix8(
            interleaveLow(r0, r1), interleaveHigh(r0, r1), interleaveLow(r2, r3), interleaveHigh(r2, r3),
            interleaveLow(r4, r5), interleaveHigh(r4, r5), interleaveLow(r6, r7), interleaveHigh(r6, r7))
        let b = Matrix8(
            pairsLow(a.r0, a.r2), pairsHigh(a.r0, a.r2), pairsLow(a.r1, a.r3), pairsHigh(a.r1, a.r3),
            pairsLow(a.r4, a.r6), pairsHigh(a.r4, a.r6), pairsLow(a.r5, a.r7), pairsHigh(a.r5, a.r7))
        return Matrix8(
            lowHalves(b.r0, b.r4), lowHalves(b.r1, b.r5), lowHalves(b.r2, b.r6), lowHalves(b.r3, b.r7),
            highHalves(b.r0, b.r4), highHalves(b.r1, b.r5), highHalves(b.r2, b.r6), highHalves(b.r3, b.r7))
    }
}

@inline(__always) private func interleaveLow(_ a: Vector, _ b: Vector) -> Vector {
    Vector(a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5])
}

@inline(__always) private func interleaveHigh(_ a: Vector, _ b: Vector) -> Vector {
    Vector(a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7])
}

@inline(__always) private func pairsLow(_ a: Vector, _ b: Vector) -> Vector {
    Vector(a[0], a[1], b[0], b[1], a[4], a[5], b[4], b[5])
}

@inline(__always) private func pairsHigh(_ a: Vector, _ b: Vector) -> Vector {
    Vector(a[2], a[3], b[2], b[3], a[6], a[7], b[6], b[7])
}

@inline(__always) private func lowHalves(_ a: Vector, _ b: Vector) -> Vector {
    Vector(lowHalf: a.lowHalf, highHalf: b.lowHalf)
}

@inline(__always) private func highHalves(_ a: Vector, _ b: Vector) -> Vector {
    Vector(lowHalf: a.highHalf, highHalf: b.highHalf)
}
