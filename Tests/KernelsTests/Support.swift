import KernelTypes
import Kernels
import Testing

/// Both instruction sets are tested in one run, as far as this processor has them.
let instructionSets = InstructionSet.allCases.filter(\.isAvailable)

/// Floats between guards: what a kernel leaves unwritten stays NaN, and what it writes outside breaks a guard.
/// Held in a `let`, the memory lives to the end of that scope; of a temporary `pointer` outlives the memory.
@safe final class Buffer {
    let count: Int
    /// On a cache line, as activations and parameters are in training.
    private let memory: UnsafeMutablePointer<Float>
    private static let guardCount = 64
    private static let guardValue = Float(bitPattern: 0x7f12_3456)

    init(count: Int, filled value: Float = .nan) {
        self.count = count
        let capacity = count + 2 * Buffer.guardCount
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: capacity * MemoryLayout<Float>.stride, alignment: 64)
        unsafe memory = bytes.initializeMemory(as: Float.self, repeating: Buffer.guardValue, count: capacity)
        unsafe pointer.update(repeating: value, count: count)
    }

    convenience init(_ values: [Float]) {
        self.init(count: values.count)
        for (index, value) in values.enumerated() { self[index] = value }
    }

    deinit { unsafe memory.deallocate() }

    @unsafe var pointer: UnsafeMutablePointer<Float> { unsafe memory + Buffer.guardCount }

    subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count)
            return unsafe pointer[index]
        }
        set {
            precondition(index >= 0 && index < count)
            unsafe pointer[index] = newValue
        }
    }

    var values: [Float] { (0..<count).map { self[$0] } }

    var guardsHold: Bool {
        (0..<Buffer.guardCount).allSatisfy { index in
            unsafe memory[index].bitPattern == Buffer.guardValue.bitPattern
                && memory[Buffer.guardCount + count + index].bitPattern == Buffer.guardValue.bitPattern
        }
    }
}

/// SplitMix64: a case is its seed, and a failure names it.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func pick<T>(_ choices: [T]) -> T { choices[integer(0...choices.count - 1)] }

    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }

    /// `count` cut at up to three places, `alignment` apart.
    mutating func cut(_ count: Int, alignment: Int = 1) -> [Range<Int>] {
        let inner = (0..<integer(0...3)).map { _ in integer(0...count) / alignment * alignment }
        let bounds = (inner + [0, count]).sorted()
        return zip(bounds, bounds.dropFirst()).map { $0..<$1 }.filter { !$0.isEmpty }
    }
}

/// A sum in Double, with what its rounding errors are measured by.
struct ReferenceSum {
    var value = 0.0
    /// Σ |term|
    var magnitude = 0.0
    var terms = 0

    mutating func add(_ term: Double) {
        value += term
        magnitude += abs(term)
        terms += 1
    }

    /// How far a Float sum of these terms may be off: each of n additions rounds by up to half an ulp of a partial
    /// sum ≤ Σ |term|, and independent errors add up like √n. Four deviations, and two more roundings for a product
    /// that is rounded on its own and for what is done to the sum after.
    var tolerance: Double {
        4 * (Double(terms).squareRoot() + 2) * Double(Float.ulpOfOne) / 2 * magnitude
            + Double(Float.leastNonzeroMagnitude)
    }

    func matches(_ value: Float) -> Bool { abs(Double(value) - self.value) <= tolerance }
}

/// Checks sums one by one and reports the first that is off.
func expectMatches(
    _ actual: Buffer, _ expected: [ReferenceSum], _ label: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual.guardsHold, "\(label): wrote outside", sourceLocation: sourceLocation)
    #expect(actual.count == expected.count, "\(label)", sourceLocation: sourceLocation)
    guard let index = expected.indices.first(where: { !expected[$0].matches(actual[$0]) }) else { return }
    Issue.record(
        """
        \(label): [\(index)] is \(actual[index]), expected \(expected[index].value) ± \(expected[index].tolerance)
        """, sourceLocation: sourceLocation)
}

/// Checks bit by bit.
func expectSameBits(
    _ actual: [Float], _ expected: [Float], _ label: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    let bits = actual.map(\.bitPattern)
    let expectedBits = expected.map(\.bitPattern)
    guard bits != expectedBits else { return }
    let index = zip(bits, expectedBits).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? -1
    Issue.record(
        "\(label): first difference at [\(index)] of \(actual.count), \(expected.count)",
        sourceLocation: sourceLocation)
}
