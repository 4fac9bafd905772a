import Experiment

/// One 64-byte aligned block of Floats: the memory of a kernel that is checked or timed. Pointers are valid as long as
/// the block lives, and a request for more than it holds stops the program.
@safe final class FloatBlock {
    /// Bytes of a cache line.
    private static let alignment = 64

    let count: Int
    private let base: UnsafeMutablePointer<Float>

    /// Zeros.
    init(count: Int) {
        self.count = count
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Float>.stride, alignment: Self.alignment)
        unsafe base = raw.bindMemory(to: Float.self, capacity: count)
        unsafe base.initialize(repeating: 0, count: count)
    }

    /// Numbers in −1 ..< 1.
    convenience init(count: Int, random stream: inout RandomStream) {
        self.init(count: count)
        for index in 0..<count { self[index] = 2 * stream.nextUniform() - 1 }
    }

    deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

    /// Where `extent` numbers from `offset` on lie.
    func pointer(at offset: Int = 0, extent: Int) -> UnsafeMutablePointer<Float> {
        precondition(offset >= 0 && extent >= 0 && offset + extent <= count, "a kernel would leave its memory")
        return unsafe base + offset
    }

    subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "outside of the block")
            return unsafe base[index]
        }
        set {
            precondition(index >= 0 && index < count, "outside of the block")
            unsafe base[index] = newValue
        }
    }
}
