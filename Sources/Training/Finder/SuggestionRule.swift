package import Experiment

/// How a learning rate is read from the curve of a range test. Pure functions of the curve.
package enum SuggestionRule {
    /// Why a curve suggests nothing.
    package enum NoSuggestion: Error, Hashable {
        /// The curve has `count` points, of which a rule leaves `skipBegin` and `skipEnd` out and needs `needed`
        /// others.
        case tooFewPoints(count: Int, needed: Int, skipBegin: Int, skipEnd: Int)
        /// The loss is constant, or rises only.
        case neverFalls
        /// A loss or a slope that the rule looks at is not finite.
        case notFinite
        /// Neighbouring rates are the same in single precision, over whose steps the rule takes slopes.
        case ratesCoincide

        /// One sentence; what helps depends on how the ladder climbs: the rates of a linear one are all but the first
        /// of the size of `max`.
        package func reason(_ mode: FinderSettings.Mode) -> String {
            switch self {
            case .tooFewPoints(let count, let needed, let skipBegin, let skipEnd):
                "the curve has \(count) points, too few to read a rate from: the rule needs \(needed) after the first "
                    + "\(skipBegin) and the last \(skipEnd) are left out; lower '\(mode == .linear ? "max" : "min")' or raise 'steps'"
            case .neverFalls:
                "the loss falls nowhere on the curve; look at the ladder's ends, or at the model and its data"
            case .notFinite: "the loss is not finite where the rule looks at it; lower 'max'"
            case .ratesCoincide:
                "neighbouring rates are equal in the single precision that the rule computes in; raise 'max' or lower"
                    + " 'steps'"
            }
        }
    }

    /// The learning rate that the rule of that name reads from a curve.
    ///
    /// The peers' rules (all but `steepest`) smooth the raw losses as their peer does and answer what the peer answers.
    /// Where the loss falls nowhere, or where the peer fails, they say why there is no answer instead.
    /// - Parameter missing: rates of the ladder behind the curve, which ended at a loss that is not finite. The peers
    ///   climb on behind a loss that is no number, for which an infinite one is taken here, and of the points that a
    ///   rule leaves out at the end these come first. pytorch-lr-finder then chooses one of them; here it reads what
    ///   there is.
    /// - Throws: why the curve suggests nothing.
    package static func suggestion(
        _ rule: FinderSettings.CurveRule, curve: [RangeTestOutcome.Point], missing: Int = 0, settings: FinderSettings
    ) throws(NoSuggestion) -> Double {
        var leftOut = settings.pointsLeftOut(by: rule)
        leftOut.end = max(0, leftOut.end - missing)
        let index: Int
        switch rule {
        case .steepest: index = try steepest(curve, skipBegin: leftOut.begin, skipEnd: leftOut.end)
        case .lightning: index = try lightning(curve, skipBegin: leftOut.begin, skipEnd: leftOut.end)
        case .valley: index = try Fastai(curve, leftOut: leftOut).valley()
        case .slide: index = try Fastai(curve, leftOut: leftOut).slide()
        case .minimum: return curve[try Fastai(curve, leftOut: leftOut).minimum()].learningRate / 10
        case .steep: index = try Fastai(curve, leftOut: leftOut).steep()
        case .torchLRFinder: index = try torchLRFinder(curve, skipBegin: leftOut.begin, skipEnd: leftOut.end)
        }
        return curve[index].learningRate
    }

    /// Refuses curves whose raw loss lies nowhere below an earlier one by more than the last bits.
    /// - Throws: `neverFalls`.
    static func requireFall(_ curve: [RangeTestOutcome.Point]) throws(NoSuggestion) {
        var highest = -Double.infinity
        for loss in curve.map(\.loss) {
            if loss < highest - 1e-9 * abs(highest) { return }
            highest = max(highest, loss)
        }
        throw .neverFalls
    }

    /// The rate with two significant digits: more would claim a precision that a ladder does not have.
    package static func rounded(_ rate: Double) -> Double {
        NumberSpelling.rounded(rate, digits: 2)
    }
}
