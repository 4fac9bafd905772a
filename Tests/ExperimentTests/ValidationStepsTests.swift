import Experiment
import Testing

@Suite struct ValidationStepsTests {
    private func steps(every: Double, epochs: Int, stepsPerEpoch: Int) -> [Int] {
        RunConfiguration(epochs: epochs, validateEvery: every).validationSteps(stepsPerEpoch: stepsPerEpoch)
    }

    @Test func `validation comes at the rounded multiples, and at the end`() {
        #expect(steps(every: 1, epochs: 3, stepsPerEpoch: 10) == [10, 20, 30])
        #expect(steps(every: 0.5, epochs: 2, stepsPerEpoch: 375) == [188, 375, 563, 750])
        #expect(steps(every: 0.4, epochs: 1, stepsPerEpoch: 10) == [4, 8, 10])
        #expect(steps(every: 100, epochs: 2, stepsPerEpoch: 10) == [20])
        #expect(steps(every: 1.0 / 3, epochs: 1, stepsPerEpoch: 10) == [3, 7, 10])
    }

    @Test func `an interval below one step validates every step once`() {
        #expect(steps(every: 0.01, epochs: 2, stepsPerEpoch: 3) == [1, 2, 3, 4, 5, 6])
        #expect(steps(every: 1e-300, epochs: 1, stepsPerEpoch: 3) == [1, 2, 3])
    }

    @Test(arguments: [0.013, 0.1, 0.25, 0.7, 1, 1.5, 2.2])
    func `the schedule is what the definition counts out`(every: Double) {
        for stepsPerEpoch in [1, 7, 64, 750] {
            let last = 5 * stepsPerEpoch
            var expected = Set([last])
            var multiple = 1
            while Double(multiple) * every * Double(stepsPerEpoch) < Double(last) + 1 {
                let step = Int((Double(multiple) * (every * Double(stepsPerEpoch))).rounded())
                if step >= 1, step <= last { expected.insert(step) }
                multiple += 1
            }
            #expect(steps(every: every, epochs: 5, stepsPerEpoch: stepsPerEpoch) == expected.sorted())
        }
    }

    @Test func `they are counted as they are listed`() {
        func isCounted(every: Double, epochs: Int, stepsPerEpoch: Int) -> Bool {
            let listed = steps(every: every, epochs: epochs, stepsPerEpoch: stepsPerEpoch).count
            let configuration = RunConfiguration(epochs: epochs, validateEvery: every)
            return configuration.validationCount(stepsPerEpoch: stepsPerEpoch) == listed
        }
        for divisor in [1, 3, 7, 10, 64] {
            for every in (1...60).map({ Double($0) / Double(divisor) }) {
                for (epochs, stepsPerEpoch) in [(1, 1), (2, 3), (5, 10), (3, 25), (1, 375), (2, 938)] {
                    #expect(
                        isCounted(every: every, epochs: epochs, stepsPerEpoch: stepsPerEpoch),
                        "\(epochs) epochs of \(stepsPerEpoch), every \(every)")
                }
            }
        }
        #expect(isCounted(every: 1e-300, epochs: 1, stepsPerEpoch: 3))
        #expect(isCounted(every: 1e300, epochs: 4, stepsPerEpoch: 3))
        #expect(isCounted(every: 1, epochs: 0, stepsPerEpoch: 3))
        #expect(isCounted(every: 1, epochs: 4, stepsPerEpoch: 0))
    }
}
