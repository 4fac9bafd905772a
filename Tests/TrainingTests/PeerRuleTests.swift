import Experiment
import Testing
import Training

/// The rules against the peers' own functions.
@Suite struct PeerRuleTests {
    static let rules = FinderSettings.CurveRule.allCases
    /// `steepest` asks for its points first, and looks at the smoothed loss then.
    static let rulesThatAskForAFallFirst = rules.filter { $0 != .steepest }

    @Test func `the peers' curves are there, each with every rule's answer`() {
        #expect(PeerCurve.all.count == 40)
        for curve in PeerCurve.all { #expect(Set(curve.answers.keys) == Set(Self.rules.map(\.rawValue))) }
    }

    @Test(arguments: rules, PeerCurve.all)
    func `a rule's answer is the peer's`(rule: FinderSettings.CurveRule, curve: PeerCurve) throws {
        let peer = try #require(curve.answers[rule.rawValue])
        let settings = FinderSettings(steps: curve.steps)
        let answer = Result { () throws(SuggestionRule.NoSuggestion) in
            try SuggestionRule.suggestion(rule, curve: curve.points(for: rule), settings: settings)
        }
        switch answer {
        case .success(let suggestion):
            let index = try #require(peer.index, "no reason where the peer says '\(peer.error ?? "")'")
            if let rate = peer.rate {
                #expect(suggestion == curve.rates[index] / 10)
                #expect(abs(suggestion - rate) <= 1e-7 * rate)
            } else {
                #expect(suggestion == curve.rates[index])
                #expect(curve.rates.firstIndex(of: suggestion) == index)
            }
        case .failure(let failure):
            // Where the peer answers all the same, there is nothing to answer.
            #expect(peer.error != nil || failure == .neverFalls && !curve.falls, "\(failure), not \(peer)")
            #expect(!failure.reason(of: rule, settings, .ladderEnd).isEmpty)
        }
    }

    @Test(arguments: rulesThatAskForAFallFirst)
    func `curves that hold no answer say why`(rule: FinderSettings.CurveRule) throws {
        func failure(_ losses: [Double]) -> SuggestionRule.NoSuggestion? {
            let points = losses.enumerated().map { index, loss in
                RangeTestOutcome.Point(learningRate: 1e-6 * Double(index + 1), loss: loss, smoothedLoss: loss)
            }
            do {
                _ = try SuggestionRule.suggestion(rule, curve: points, settings: FinderSettings())
                return nil
            } catch {
                return error
            }
        }
        #expect(failure([]) == .neverFalls)
        #expect(failure(Array(repeating: 2.3, count: 100)) == .neverFalls)
        #expect(failure((0..<100).map { 2 + Double($0) }) == .neverFalls)
        guard case .tooFewPoints(count: 3, _, _) = failure([2.3, 2.2, 2.1]) else {
            Issue.record("three points")
            return
        }
        // What makes the curve longer: the rates of a linear ladder are all of the size of `max`.
        let short = failure([2.3, 2.2, 2.1])
        let linear = FinderSettings(mode: .linear)
        #expect(short?.reason(of: rule, FinderSettings(), .notFinite).hasSuffix("lower 'min' or raise 'steps'") == true)
        #expect(short?.reason(of: rule, linear, .notFinite).hasSuffix("lower 'max' or raise 'steps'") == true)
        #expect(failure((0..<100).map { 3 - 0.01 * Double($0) }) == nil)
    }

    @Test(arguments: rules)
    func `a range test suggests what its rule reads from its curve`(rule: FinderSettings.CurveRule) throws {
        let settings = FinderSettings(.curve(rule))
        let configuration = TrainingRuns.configuration(learningRate: .auto(settings))
        let test = try TrainingRuns.execute(TrainingRuns.rangeTest(configuration, settings)).rangeTest
        let outcome = try #require(test)
        let suggestion = try SuggestionRule.suggestion(rule, curve: outcome.curve, settings: settings)
        #expect(outcome.learningRate == NumberSpelling.suggestedRate(suggestion))
    }

    /// Two equal rates in the ladder's Float.
    @Test func `Lightning's slope without a step of the rate is no answer`() {
        let points = (0..<40).map { index in
            RangeTestOutcome.Point(
                learningRate: 1e-3 * (1 + 1e-12 * Double(index)), loss: 2 - Double(index) / 100, smoothedLoss: 2)
        }
        #expect(throws: SuggestionRule.NoSuggestion.ratesCoincide) {
            try SuggestionRule.suggestion(.lightning, curve: points, settings: FinderSettings())
        }
    }

    /// A sweep ends there; the peers climb on.
    @Test(arguments: rules, ["ends with nan", "ends with infinity"])
    func `a curve that a sweep has cut at its first loss that is not finite gives the peer's answer`(
        rule: FinderSettings.CurveRule, name: String
    ) throws {
        let curve = try #require(PeerCurve.all.first { $0.name == name })
        guard let peer = curve.answers[rule.rawValue]?.index else {
            #expect(rule == .torchLRFinder && name == "ends with nan", "it chooses a loss that is no number")
            return
        }
        let settings = FinderSettings(.curve(rule), steps: curve.steps, stopFactor: 1e30)
        var recorder = CurveRecorder(settings)
        for (rate, loss) in zip(curve.rates, curve.losses)
        where recorder.add(learningRate: rate, loss: loss) != nil { break }
        let sweep = RangeTestOutcome.Sweep(seed: 1, curve: recorder.curve, stop: .notFinite)
        let outcome = CurveReading([sweep], settings: settings, classes: 10).outcome(of: rule, meter: SampleMeter())
        let rate = rule == .minimum ? curve.rates[peer] / 10 : curve.rates[peer]
        #expect(outcome.learningRate == NumberSpelling.suggestedRate(rate))
    }
}
