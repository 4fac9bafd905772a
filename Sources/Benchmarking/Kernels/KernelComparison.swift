import NeuralNet

/// Compares what kernels wrote with what the definitions say.
struct KernelComparison {
    let shape: String
    private(set) var faults: [KernelFault] = []

    init(_ shape: String) { self.shape = shape }

    /// - Parameter relu: whether 0 is expected where a sum is below.
    mutating func compare(_ kernel: String, _ actual: FloatSlice, with expected: [ExactSum], relu: Bool = false) {
        compare(kernel, actual, count: expected.count) { index in
            let sum = expected[index]
            return (relu ? max(0, sum.value) : sum.value, sum.tolerance)
        }
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
