extension RunConfiguration {
    /// The steps after which the run is validated: round(k · `validateEvery` · `stepsPerEpoch`) for k = 1, 2, …
    /// (ties away from zero), and always the last one. Ascending, each step once.
    package func validationSteps(stepsPerEpoch: Int) -> [Int] {
        let last = epochs * stepsPerEpoch
        guard last > 0 else { return [] }
        let interval = validateEvery * Double(stepsPerEpoch)
        // From one step downwards rounding leaves no step out.
        guard interval > 1 else { return Array(1...last) }
        var steps: [Int] = []
        var next = interval.rounded()
        while next < Double(last) {
            steps.append(Int(next))
            next = (Double(steps.count + 1) * interval).rounded()
        }
        return steps + [last]
    }
}
