/// One allocation of Floats that begins on a cache line, zero at first, freed with its last owner.
///
/// Several threads may use it at once where their parts are disjoint; the network's phases see to that.
@safe package final class FloatMemory: @unchecked Sendable {
    package let count: Int
    private let base: UnsafeMutablePointer<Float>

    package init(count: Int) {
        self.count = count
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Float>.stride, alignment: CacheLine.bytes)
        unsafe base = raw.bindMemory(to: Float.self, capacity: count)
        unsafe base.initialize(repeating: 0, count: count)
    }

    deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

    /// All of it.
    package var all: FloatSlice { FloatSlice(memory: self, start: 0, count: count) }

    fileprivate func pointer(_ range: Range<Int>) -> UnsafeMutablePointer<Float> {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside of the memory")
        return unsafe base + range.lowerBound
    }
}

/// A stretch of a `FloatMemory`. It owns a share of the memory, so it never dangles.
@safe package struct FloatSlice: Sendable {
    let memory: FloatMemory
    let start: Int
    package let count: Int

    /// `count` numbers from `offset` on.
    package func part(at offset: Int, count: Int) -> FloatSlice {
        precondition(offset >= 0 && count >= 0 && offset + count <= self.count, "outside of the slice")
        return FloatSlice(memory: memory, start: start + offset, count: count)
    }

    /// For a kernel that reads or writes `extent` numbers.
    package func pointer(extent: Int) -> UnsafeMutablePointer<Float> {
        precondition(extent <= count, "a kernel would leave its memory")
        return unsafe memory.pointer(start..<start + extent)
    }

    package subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "outside of the slice")
            return unsafe memory.pointer(start + index..<start + index + 1).pointee
        }
        nonmutating set {
            precondition(index >= 0 && index < count, "outside of the slice")
            unsafe memory.pointer(start + index..<start + index + 1).pointee = newValue
        }
    }

    func fill(_ value: Float) { unsafe pointer(extent: count).update(repeating: value, count: count) }

    /// Overwrites the slice with the numbers of another one of its size, elsewhere.
    func write(_ other: FloatSlice) {
        unsafe pointer(extent: count).update(from: other.pointer(extent: count), count: count)
    }

    /// A copy of the numbers.
    var values: [Float] {
        unsafe [Float](UnsafeBufferPointer(start: pointer(extent: count), count: count))
    }

    /// Overwrites the slice with as many `values`.
    func write(_ values: [Float]) {
        precondition(values.count == count, "\(values.count) values for a slice of \(count)")
        unsafe values.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress else { return }
            unsafe pointer(extent: count).update(from: first, count: count)
        }
    }
}
