extension RunConfiguration {
    /// The steps after which the run is validated: round(k · `validateEvery` · `stepsPerEpoch`) for k = 1, 2, …
    /// (ties away from zero), and always the last one. Ascending, each step once.
    package func validationSteps(stepsPerEpoch: Int) -> [Int] {
        let count = validationCount(stepsPerEpoch: stepsPerEpoch)
        guard count > 0 else { return [] }
        let interval = validationInterval(stepsPerEpoch)
        return (1..<count).map { Int(Self.multiple($0, of: interval)) } + [epochs * stepsPerEpoch]
    }

    /// How many `validationSteps` there are, without a list of them: a plan counts those of all its runs.
    package func validationCount(stepsPerEpoch: Int) -> Int {
        let last = epochs * stepsPerEpoch
        guard last > 0 else { return 0 }
        let interval = validationInterval(stepsPerEpoch)
        // Multiples below last - ½ round to a step before the last one. The quotient is rounded itself, and may be one off.
        var earlier = Int((Double(last) - 0.5) / interval)
        while Self.multiple(earlier + 1, of: interval) < Double(last) { earlier += 1 }
        while earlier > 0, Self.multiple(earlier, of: interval) >= Double(last) { earlier -= 1 }
        return earlier + 1
    }

    /// In steps. From one step downwards rounding leaves no step out.
    private func validationInterval(_ stepsPerEpoch: Int) -> Double { max(1, validateEvery * Double(stepsPerEpoch)) }

    /// In whole steps.
    private static func multiple(_ factor: Int, of interval: Double) -> Double {
        (Double(factor) * interval).rounded()
    }
}
