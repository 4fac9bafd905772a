import NeuralNet

/// A sum in Double, and how far the same sum in Float may be off.
struct ExactSum {
    private(set) var value = 0.0
    /// Σ |term|
    private var magnitude = 0.0
    private var terms = 0

    init(_ first: Float = 0) { add(Double(first)) }

    mutating func add(_ term: Double) {
        value += term
        magnitude += term.magnitude
        terms += 1
    }

    mutating func add(_ a: Float, times b: Float) { add(Double(a) * Double(b)) }

    /// Each of n roundings is off by up to half an ulp of a partial sum ≤ Σ |term|, and independent errors add up like
    /// √n: four deviations, and two roundings more for products that are rounded on their own.
    var tolerance: Double {
        4 * (Double(terms).squareRoot() + 2) * Double(Float.ulpOfOne) / 2 * magnitude
    }
}

/// A kernel that does not do what its contract says.
package struct KernelFault: Hashable, Sendable {
    /// `convolution forward`
    package var kernel: String
    /// The layer's sizes.
    package var shape: String
    /// What was read, where, and what should be there.
    package var detail: String
}

/// Compares what kernels wrote with what the definitions say.
struct KernelComparison {
    let shape: String
    private(set) var faults: [KernelFault] = []

    init(_ shape: String) { self.shape = shape }

    mutating func compare(_ kernel: String, _ actual: FloatSlice, with expected: [ExactSum]) {
        compare(kernel, actual, count: expected.count) { (expected[$0].value, expected[$0].tolerance) }
    }

    /// - Parameter expected: value and largest accepted difference of each of the first `count` numbers.
    mutating func compare(
        _ kernel: String, _ actual: FloatSlice, count: Int, with expected: (Int) -> (value: Double, tolerance: Double)
    ) {
        for index in 0..<count {
            let (value, tolerance) = expected(index)
            // A NaN is never close enough.
            if (Double(actual[index]) - value).magnitude <= tolerance { continue }
            let wanted = "\(Float(value)) ± \(Float(tolerance))"
            faults.append(
                KernelFault(
                    kernel: kernel, shape: shape,
                    detail: "number \(index) of \(count) is \(actual[index]), not \(wanted)"))
            return
        }
    }
}
