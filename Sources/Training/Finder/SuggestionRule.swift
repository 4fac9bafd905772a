package import Experiment

/// How a learning rate is read from the curve of a range test. Pure functions of the curve.
package enum SuggestionRule {
    /// Why a curve suggests nothing.
    package enum NoSuggestion: Error, Hashable {
        /// The curve has `count` points, and the rule needs `needed` besides those that it leaves out.
        case tooFewPoints(count: Int, needed: Int, leftOut: FinderSettings.LeftOut)
        /// The loss is constant, or rises only.
        case neverFalls
        /// A loss or a slope that the rule looks at is not finite.
        case notFinite
        /// Neighbouring rates are the same in single precision, over whose steps the rule takes slopes.
        case ratesCoincide

        /// One sentence; what helps depends on how the ladder climbs: the rates of a linear one are all but the first
        /// of the size of `max`.
        /// - Parameters:
        ///   - rule: that suggests nothing.
        ///   - stop: why the curve ends.
        package func reason(
            of rule: FinderSettings.CurveRule, _ settings: FinderSettings, _ stop: RangeTestOutcome.Stop
        ) -> String {
            switch self {
            case .tooFewPoints(let count, let needed, let leftOut):
                "the curve has \(WordList.count(count, "point")), too few to read a rate from: the rule needs \(needed)"
                    + "\(leftOut.words.map { " besides \($0)" } ?? ""); "
                    + Self.advice(count: count, rule, settings, stop)
            case .neverFalls:
                "the loss falls nowhere on the curve; look at the ladder's ends, or at the model and its data"
            case .notFinite: "the loss is not finite where the rule looks at it; lower 'max'"
            case .ratesCoincide:
                "neighbouring rates are equal in the single precision that the rule computes in; raise 'max' or lower"
                    + " 'steps'"
            }
        }

        /// What makes a curve of `count` points one of as many as the rule needs.
        private static func advice(
            count: Int, _ rule: FinderSettings.CurveRule, _ settings: FinderSettings, _ stop: RangeTestOutcome.Stop
        ) -> String {
            // Of a curve that goes to the ladder's end the rule may leave out more than of this one.
            guard settings.pointsUsable(by: rule) >= rule.pointsNeeded else { return "raise 'steps'" }
            let denser = "lower '\(settings.mode == .linear ? "max" : "min")' or raise 'steps'"
            guard stop == .diverged, count < settings.steps else { return denser }
            // A low factor ends a curve by the noise of its batches, at whatever rates.
            return "'stop_factor' ended the curve: raise that, or, if the loss rises with the rate, \(denser)"
        }
    }

    /// The learning rate that the rule of that name reads from a curve. Each rule is a function in `Rules/` from the
    /// curve and the points that it leaves out to the rate.
    ///
    /// The rules answer what their peers answer. All but `steepest`, which reads the sweep's own smoothed loss, smooth
    /// the raw losses as their peer does. Where the loss falls nowhere, or where the peer fails, they say why there is
    /// no answer instead.
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
        switch rule {
        case .steepest: return try steepest(curve, leftOut)
        case .lightning: return try lightning(curve, leftOut)
        case .valley: return try valley(curve, leftOut)
        case .slide: return try slide(curve, leftOut)
        case .minimum: return try minimum(curve, leftOut)
        case .steep: return try steep(curve, leftOut)
        case .torchLRFinder: return try torchLRFinder(curve, leftOut)
        }
    }

    /// Indices of the points that the rule looks at: those between the ones that it leaves out, and of them those that
    /// are `usable`.
    /// - Throws: `tooFewPoints` where these are less than it needs.
    static func points(
        of curve: [RangeTestOutcome.Point], for rule: FinderSettings.CurveRule, _ leftOut: FinderSettings.LeftOut,
        usable: (Int) -> Bool = { _ in true }
    ) throws(NoSuggestion) -> [Int] {
        let points = curve.indices.dropLast(leftOut.end).dropFirst(leftOut.begin).filter(usable)
        guard points.count >= rule.pointsNeeded else {
            throw .tooFewPoints(count: curve.count, needed: rule.pointsNeeded, leftOut: leftOut)
        }
        return points
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
}
