/// Eight samples side by side: one AVX register, two SSE registers.
typealias Vector = SIMD8<Float>

/// `Lanes.count` as this module's optimizer sees it: a constant, where the other is a call into another module.
var laneCount: Int { @inline(__always) get { 8 } }

/// Floats that a kernel reads. With `Destination` the only door from the kernels to memory: behind it an index counts
/// floats, vectors need no alignment, and nothing is checked, because the table's contract gives the extents.
@safe struct Source {
    private let base: UnsafePointer<Float>

    @inline(__always) init(_ base: UnsafePointer<Float>) { unsafe self.base = base }

    @inline(__always) init(_ base: UnsafeMutablePointer<Float>) { unsafe self.base = UnsafePointer(base) }

    @inline(__always) subscript(index: Int) -> Float { unsafe base[index] }

    @inline(__always) func vector(at index: Int) -> Vector {
        unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Vector.self)
    }

    @inline(__always) static func &+ (source: Source, floats: Int) -> Source {
        unsafe Source(source.base + floats)
    }
}

/// Floats that a kernel writes.
@safe struct Destination {
    private let base: UnsafeMutablePointer<Float>

    @inline(__always) init(_ base: UnsafeMutablePointer<Float>) { unsafe self.base = base }

    @inline(__always) subscript(index: Int) -> Float {
        get { unsafe base[index] }
        nonmutating set { unsafe base[index] = newValue }
    }

    @inline(__always) func vector(at index: Int) -> Vector { source.vector(at: index) }

    @inline(__always) func store(_ vector: Vector, at index: Int) {
        unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: vector, as: Vector.self)
    }

    /// The same memory, to read.
    @inline(__always) var source: Source { unsafe Source(base) }

    @inline(__always) static func &+ (destination: Destination, floats: Int) -> Destination {
        unsafe Destination(destination.base + floats)
    }
}

/// Bytes that a kernel reads.
@safe struct ByteSource {
    private let base: UnsafePointer<UInt8>

    @inline(__always) init(_ base: UnsafePointer<UInt8>) { unsafe self.base = base }

    @inline(__always) subscript(index: Int) -> UInt8 { unsafe base[index] }

    /// Eight bytes as floats. One by one: the optimizer makes whole vectors of it, while the library's conversion of
    /// vectors is a function of its own that the linker would share between instruction sets.
    @inline(__always) func vector(at index: Int) -> Vector {
        let bytes = self &+ index
        return Vector(
            Float(bytes[0]), Float(bytes[1]), Float(bytes[2]), Float(bytes[3]), Float(bytes[4]), Float(bytes[5]),
            Float(bytes[6]), Float(bytes[7]))
    }

    @inline(__always) static func &+ (source: ByteSource, bytes: Int) -> ByteSource {
        unsafe ByteSource(source.base + bytes)
    }
}
