import Experiment
import Foundation
import Testing
import Training

/// A curve of `Fixtures/curves.json`, with what the reference (NumPy) makes of it.
private struct RecordedCurve: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var rates: [Double]
    /// nil: not finite
    var losses: [Double?]
    var smoothed: [Double]
    var suggestion: Int?

    var testDescription: String { name }

    static let all: [RecordedCurve] = {
        guard let url = Bundle.module.url(forResource: "curves", withExtension: "json", subdirectory: "Fixtures"),
            let data = try? Data(contentsOf: url)
        else { return [] }
        return (try? JSONDecoder().decode([RecordedCurve].self, from: data)) ?? []
    }()
}

@Suite struct FinderTests {
    @Test func `the recorded curves are there`() { #expect(RecordedCurve.all.count == 26) }

    @Test(arguments: RecordedCurve.all)
    private func `a curve is smoothed, ended and read as the reference does`(recorded: RecordedCurve) throws {
        let settings = FinderSettings(.curve(.steepest))
        var recorder = CurveRecorder(settings)
        for (rate, loss) in zip(recorded.rates, recorded.losses) {
            if recorder.add(learningRate: rate, loss: loss ?? .nan) != nil { break }
        }
        try #require(recorder.curve.count == recorded.smoothed.count)
        for (point, smoothed) in zip(recorder.curve, recorded.smoothed) {
            #expect(abs(point.smoothedLoss - smoothed) <= 1e-12 * abs(smoothed))
        }
        let suggestion = try? SuggestionRule.suggestion(.steepest, curve: recorder.curve, settings: settings)
        #expect(suggestion == recorded.suggestion.map { recorded.rates[$0] })
        // So that the rate tells its point.
        #expect(Set(recorded.rates).count == recorded.rates.count)
    }

    @Test func `a constant loss is smoothed to itself from the first point on`() {
        var smoothed = SmoothedLoss(weight: 0.98)
        for _ in 0..<50 { #expect(abs(smoothed.add(1) - 1) < 1e-12) }
    }

    @Test(arguments: FinderSettings.Mode.allCases)
    func `a ladder rises evenly and hits both ends exactly`(mode: FinderSettings.Mode) {
        for steps in [2, 3, 100, 1000] {
            let settings = FinderSettings(minimum: 1e-8, maximum: 10, steps: steps, mode: mode)
            let rates = Ladder.rates(settings)
            #expect(rates.count == steps)
            #expect(rates.first == 1e-8 && rates.last == 10)
            for (index, rate) in rates.enumerated() {
                let share = Double(index) / Double(steps - 1)
                let expected =
                    switch mode {
                    case .exponential: 1e-8 * pow(1e9, share)
                    case .linear: 1e-8 + (10 - 1e-8) * share
                    }
                #expect(abs(rate - expected) <= 1e-13 * expected)
            }
        }
    }

    @Test func `point 82 of the article's ladder is the article's suggestion`() {
        let rates = Ladder.rates(FinderSettings(minimum: 1e-8, maximum: 1, steps: 101))
        #expect(abs(rates[82] - 0.036307805477010104) < 1e-15)
        #expect(NumberSpelling.suggestedRate(rates[82]) == 0.036)
    }

    @Test(arguments: FinderSettings.CurveRule.allCases)
    func `a rule reads a rate from as many points as it says that it needs, and from no fewer`(
        rule: FinderSettings.CurveRule
    ) throws {
        let settings = FinderSettings(.curve(rule))
        let leftOut = settings.pointsLeftOut(by: rule)
        func suggestion(from count: Int) throws(SuggestionRule.NoSuggestion) -> Double {
            let curve = (0..<leftOut.begin + count + leftOut.end).map { index in
                let loss = 3 - 0.01 * Double(index)
                return RangeTestOutcome.Point(learningRate: 1e-6 * Double(index + 1), loss: loss, smoothedLoss: loss)
            }
            return try SuggestionRule.suggestion(rule, curve: curve, settings: settings)
        }
        let needed = rule.pointsNeeded
        #expect(try suggestion(from: needed) > 0)
        let expected = SuggestionRule.NoSuggestion.tooFewPoints(
            count: leftOut.begin + needed - 1 + leftOut.end, needed: needed, leftOut: leftOut)
        #expect(throws: expected) { try suggestion(from: needed - 1) }
    }

    @Test func `a curve that ends too early says what to change`() {
        let curve = (0..<8).map { RangeTestOutcome.Point(learningRate: Double($0 + 1), loss: 1, smoothedLoss: 1) }
        let expected = SuggestionRule.NoSuggestion.tooFewPoints(
            count: 8, needed: 2, leftOut: FinderSettings.LeftOut(begin: 10, end: 1))
        #expect(throws: expected) {
            try SuggestionRule.suggestion(.steepest, curve: curve, settings: FinderSettings())
        }
        #expect(
            expected.reason(of: .steepest, FinderSettings(), .notFinite)
                == "the curve has 8 points, too few to read a rate from: the rule needs 2 besides the first 10 points and"
                + " the last point; lower 'min' or raise 'steps'")
    }

    /// `slide` of fastai looks at none of the first 2 and the last 5 points, whatever ended the curve.
    @Test(arguments: [17, 20]) func `a ladder that is too short for a rule is to be longer`(count: Int) {
        let settings = FinderSettings(steps: 20)
        let few = SuggestionRule.NoSuggestion.tooFewPoints(
            count: count, needed: 16, leftOut: settings.pointsLeftOut(by: .slide))
        #expect(few.reason(of: .slide, settings, .diverged).hasSuffix("; raise 'steps'"))
    }

    /// Of a curve that a loss which is not finite ended far before its ladder does, `slide` leaves out no last points.
    @Test(arguments: [(22, "raise 'steps'"), (23, "lower 'min' or raise 'steps'")] as [(Int, String)])
    func `whether a ladder is too short goes by the whole of it, wherever the loss is not finite`(
        steps: Int, advice: String
    ) {
        let settings = FinderSettings(.curve(.valley), steps: steps)
        let curve = Ladder.rates(settings).prefix(10).enumerated().map { index, rate in
            let loss = 3 - 0.01 * Double(index)
            return RangeTestOutcome.Point(learningRate: rate, loss: loss, smoothedLoss: loss)
        }
        let sweep = RangeTestOutcome.Sweep(seed: 1, curve: curve, stop: .notFinite)
        let outcome = CurveReading([sweep], settings: settings, classes: 10).outcome(of: .valley, meter: SampleMeter())
        #expect(
            outcome.readings.first { $0.rule == .slide }?.reason
                == "the curve has 10 points, too few to read a rate from: the rule needs 16 besides the first 2 points"
                + "; \(advice)")
    }

    @Test func `a curve that diverged at its last rate was not cut off`() {
        let few = SuggestionRule.NoSuggestion.tooFewPoints(
            count: 20, needed: 2, leftOut: FinderSettings.LeftOut(begin: 10, end: 1))
        func reason(steps: Int) -> String { few.reason(of: .steepest, FinderSettings(steps: steps), .diverged) }
        #expect(reason(steps: 20).hasSuffix("; lower 'min' or raise 'steps'"))
        #expect(reason(steps: 21).contains("'stop_factor'"))
    }

    /// By the noise of its batches, or by too high a rate.
    @Test(arguments: [(.exponential, "min"), (.linear, "max")] as [(FinderSettings.Mode, String)])
    func `a curve that the stop factor has ended too early says so`(mode: FinderSettings.Mode, end: String) {
        let settings = FinderSettings(.curve(.steepest), mode: mode, smoothing: 0, stopFactor: 1.1)
        var recorder = CurveRecorder(settings)
        let stops = zip(Ladder.rates(settings), [2.3, 2.25, 2.6]).map {
            recorder.add(learningRate: $0, loss: $1)
        }
        #expect(stops == [nil, nil, .diverged])
        let sweep = RangeTestOutcome.Sweep(seed: 1, curve: recorder.curve, stop: .diverged)
        let outcome = CurveReading([sweep], settings: settings, classes: 10)
            .outcome(of: .steepest, meter: SampleMeter())
        #expect(
            outcome.reason
                == "the curve has 3 points, too few to read a rate from: the rule needs 2 besides the first 10 points and"
                + " the last point; 'stop_factor' ended the curve: raise that, or, if the loss rises with the rate,"
                + " lower '\(end)' or raise 'steps'")
    }
}
