/// Slopes of a curve, as the peers' libraries compute them.
enum Slopes {
    /// `numpy.gradient(values)`: half the difference of the neighbours, one-sided at the ends. Needs two values.
    static func perStep<Value: BinaryFloatingPoint>(_ values: [Value]) -> [Value] {
        values.indices.map { index in
            if index == 0 { return values[1] - values[0] }
            if index == values.count - 1 { return values[index] - values[index - 1] }
            return (values[index + 1] - values[index - 1]) / 2
        }
    }

    /// `torch.gradient(values, spacing=[places])`: of the parabola through three neighbours, one-sided at the ends.
    /// Formula and order of operations are ATen's (`gradient_helper`, `ReduceOps.cpp`). Needs two values.
    static func over(_ places: [Float], _ values: [Float]) -> [Float] {
        values.indices.map { index in
            if index == 0 { return (values[1] - values[0]) / (places[1] - places[0]) }
            let left = places[index] - places[index - 1]
            guard index < values.count - 1 else { return (values[index] - values[index - 1]) / left }
            let right = places[index + 1] - places[index]
            let before = -right / (left * (left + right))
            let here = (right - left) / (left * right)
            let after = left / (right * (left + right))
            return before * values[index - 1] + here * values[index] + after * values[index + 1]
        }
    }

    /// Why slopes over `places` are no numbers.
    static func failure(over places: [Float]) -> SuggestionRule.NoSuggestion {
        zip(places, places.dropFirst()).contains(where: ==) ? .ratesCoincide : .notFinite
    }

    /// The first smallest value's index, as NumPy's and PyTorch's `argmin`; nil where a value is not a number, which
    /// they would take for the smallest.
    static func smallest<Value: BinaryFloatingPoint>(_ values: [Value]) -> Int? {
        guard !values.contains(where: \.isNaN) else { return nil }
        return values.indices.min { values[$0] < values[$1] }
    }
}
