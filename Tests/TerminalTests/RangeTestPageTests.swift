import Experiment
import Terminal
import Testing

@Suite struct RangeTestPageTests {
    private let test = PlannedRangeTest(
        key: "lenet5-adam", identity: "", configuration: RunConfiguration(), settings: FinderSettings(), horizon: 100,
        seed: 5,
        workload: Workload(parameterCount: 1, stepsPerEpoch: 1, steps: 1, trainingSamples: 1, evaluationSamples: 0))

    private func outcome(_ curve: [(rate: Double, loss: Double)], rate: Double? = 0.01) -> RangeTestOutcome {
        let points = curve.map {
            RangeTestOutcome.Point(learningRate: $0.rate, loss: $0.loss, smoothedLoss: $0.loss)
        }
        return RangeTestOutcome(
            sweeps: [.init(seed: 5, curve: points, stop: .ladderEnd)], curve: points,
            readings: [.init(rule: .valley, learningRate: 0.004, reason: nil)],
            range: .init(minimum: 0.001, maximum: 0.02),
            rangeReason: "from where the loss leaves its plateau, to the suggestion, which is the best",
            trials: [
                .init(learningRate: 0.003, steps: 20, score: Score(loss: 1.25, accuracy: 0.5)),
                .init(learningRate: 0.01, steps: 40, score: Score(loss: 1, accuracy: 0.625), judged: 960),
                .init(learningRate: 0.03, steps: 60, score: nil),
            ], learningRate: rate, confidence: .clear, reason: "because", samples: 1280, seconds: 0.5)
    }

    @Test func `the page draws the curve and says what was chosen, from what`() throws {
        let curve = (0...40).map { index -> (rate: Double, loss: Double) in
            let doublings = index / 2
            return (1e-6 * Double(1 << doublings), 2.3 - 0.03 * Double(index))
        }
        let text = RangeTestPage.text(test, for: ["a", "b"], outcome(curve), width: 80)
        #expect(text.hasPrefix(test.key + "\nfor a\nfor b\n"))
        #expect(
            text.contains(
                """
                suggestion  0.01
                confidence  clear: because
                range       0.001 … 0.02, for cycles: from where the loss leaves its plateau, to
                            the suggestion, which is the best
                """))
        #expect(text.contains(" 0.01     40      1.0000   62.50 %     960  decided\n"))
        // An older record does not say by how many samples.
        #expect(text.contains("0.003     20      1.2500   50.00 %       –\n"))
        #expect(text.contains("1,280 samples in 0.5 s, seed 5"))
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        // Behind 8 columns of labels and a line, 72 are left for the 20 doublings of 1e-6. The mark is log₂ 10⁴ = 13.29
        // doublings from the left: 13.29 / 20 · 71 = 47.2 columns.
        let axis = String(repeating: " ", count: 7) + "└" + String(repeating: "─", count: 72)
        let mark = String(repeating: " ", count: 8 + 47) + "▲ 0.01"
        #expect(lines.contains { $0 == axis } && lines.contains { $0 == mark }, "\(text)")
        // The loss falls from the left end to the right one.
        let dots = columnsOfDots(text)
        #expect(dots.first?.first == 8 && dots.last?.last == 8 + 71, "\(text)")
        let (top, bottom) = (try #require(dots.first?.first), try #require(dots.last?.first))
        #expect(top < bottom, "\(text)")
    }

    /// Columns of the dots in each row that has any, from the top.
    private func columnsOfDots(_ text: String) -> [[Int]] {
        text.split(separator: "\n").map { line in
            line.enumerated().filter { "⠀" < $0.element && $0.element <= "⣿" }.map(\.offset)
        }.filter { !$0.isEmpty }
    }

    @Test func `a suggestion that is the curve's end in two digits stands below that end`() {
        let curve: [(rate: Double, loss: Double)] = [(1.24e-3, 2.3), (0.01, 2), (0.0996, 1)]
        for (rate, isShown) in [(1.2e-3, true), (0.1, true), (1.1e-3, false), (0.11, false)] {
            let text = RangeTestPage.text(test, for: ["a"], outcome(curve, rate: rate), width: 80)
            #expect(text.contains("▲") == isShown, "\(rate): \(text)")
        }
    }

    @Test func `a loss that never falls is drawn as high as most of its points`() {
        let curve = (0...40).map { index -> (rate: Double, loss: Double) in
            (0.05 + 0.02 * Double(index), 2.3 + Double(index))
        }
        let text = RangeTestPage.text(test, for: ["a"], outcome(curve), width: 80)
        #expect(text.contains("32.3000 │") && text.contains("2.3000 │"), "\(text)")
        #expect(columnsOfDots(text).count == 14, "\(text)")
    }

    @Test func `a fall is drawn in full height, whatever explodes behind it`() {
        let fall = (0...20).map { index -> (rate: Double, loss: Double) in
            (1e-3 * Double(1 + index), 2.3 - 0.025 * Double(index))
        }
        let explosion = (21...50).map { index -> (rate: Double, loss: Double) in (1e-3 * Double(1 + index), 1e4) }
        let text = RangeTestPage.text(test, for: ["a"], outcome(fall + explosion), width: 80)
        #expect(text.contains("2.5500 │") && text.contains("1.8000 │"), "\(text)")
    }

    @Test func `what a rule says of a curve stands beside its name, in the width of the terminal`() {
        var outcome = outcome([(1e-3, 2.3), (1e-2, 2.3)], rate: nil)
        outcome.readings.append(
            .init(rule: .minimum, learningRate: nil, reason: "the loss falls nowhere on this ladder by more than that"))
        let text = RangeTestPage.text(test, for: ["a"], outcome, width: 40)
        #expect(
            text.contains(
                """
                rule     reads
                valley   0.004
                minimum  –      the loss falls nowhere
                                on this ladder by more
                                than that
                """), "\(text)")
        // What another rule said is not said again.
        outcome.readings.append(
            .init(rule: .steep, learningRate: nil, reason: "the loss falls nowhere on this ladder by more than that"))
        let twice = RangeTestPage.text(test, for: ["a"], outcome, width: 40)
        #expect(twice.contains("                than that\nsteep    –      as 'minimum'\n"), "\(twice)")
        // A range may be there without a suggestion.
        #expect(text.contains("no suggestion: because\nrange       0.001 … 0.02"), "\(text)")
    }

    @Test func `what leaves no rate leaves no range, and is said once`() {
        var outcome = outcome([(1e-3, 2.3), (1e-2, 2.3)], rate: nil)
        (outcome.range, outcome.confidence) = (nil, nil)
        outcome.rangeReason = "every trial diverged"
        outcome.reason = "the sweeps disagree; every trial diverged"
        let text = RangeTestPage.text(test, for: ["a"], outcome, width: 80)
        #expect(
            text.contains("no suggestion: the sweeps disagree; every trial diverged\nrange       none\n"), "\(text)")
        outcome.rangeReason = "the loss never falls"
        let other = RangeTestPage.text(test, for: ["a"], outcome, width: 80)
        #expect(other.contains("\nrange       none: the loss never falls\n"), "\(other)")
    }

    @Test func `of several sweeps the page has what each shows by itself, and how far these lie apart`() {
        func text(_ rates: [Double?], _ settings: FinderSettings = FinderSettings()) -> String {
            var (test, outcome) = (test, outcome([(1e-3, 2.3), (1e-2, 2), (0.1, 1)]))
            test.settings = settings
            outcome.sweeps = rates.map { .init(seed: 5, curve: outcome.curve, stop: .ladderEnd, learningRate: $0) }
            return RangeTestPage.text(test, for: ["a"], outcome, width: 80)
        }
        let trials = text([0.0013, 0.013, 0.002])
        #expect(
            trials.contains(
                """
                            the suggestion, which is the best
                sweeps      3, falls centred at 0.0013, 0.013 and 0.002 (×10)

                """), "\(trials)")
        let rule = text([0.004, nil, 0.006], FinderSettings(.curve(.valley)))
        #expect(rule.contains("\nsweeps      3, suggestions 0.004, none and 0.006 (×1.5)\n"), "\(rule)")
        let one = text([nil, 0.002])
        #expect(one.contains("\nsweeps      2, falls centred at nowhere and 0.002\n"), "\(one)")
        // A single one, and those of an older record.
        for rates in [[0.0013], [nil, nil]] as [[Double?]] {
            let untold = text(rates)
            #expect(!untold.contains("\nsweeps"), "\(untold)")
        }
    }

    @Test func `ends that three digits cannot tell apart have more`() {
        var outcome = outcome([(0.3, 2.3), (0.30005, 2), (0.3001, 1)], rate: nil)
        outcome.range = .init(minimum: 0.30008, maximum: 0.3001)
        let text = RangeTestPage.text(test, for: ["a"], outcome, width: 80)
        #expect(text.contains("range       0.30008 … 0.3001, for cycles"), "\(text)")
        let axis = text.split(separator: "\n").first { $0.contains("learning rate") } ?? ""
        #expect(axis.contains(" 0.3 ") && axis.hasSuffix(" 0.3001"), "\(axis)")
    }

    @Test(arguments: [
        [(1e-8, 3e7), (1e-7, 4e7), (1e-6, 5e7)], [(1e-308, 2.3), (.infinity, 2.3)], [(0.1, 1), (0.1, 1)],
        [(1e-3, -1e300), (1e-2, 1e300)], [(1e-3, .nan)], [],
    ])
    func `no curve is too odd to draw`(curve: [(Double, Double)]) {
        let text = RangeTestPage.text(test, for: [], outcome(curve.map { (rate: $0.0, loss: $0.1) }), width: 40)
        #expect(text.contains("suggestion"))
    }
}
