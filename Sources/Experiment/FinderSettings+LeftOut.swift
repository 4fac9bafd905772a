extension FinderSettings {
    /// Points at a curve's two ends that a rule does not look at.
    package struct LeftOut: Hashable, Sendable {
        package var begin: Int
        package var end: Int

        package init(begin: Int, end: Int) {
            self.begin = begin
            self.end = end
        }

        /// `the first 10 points and the last point`; nil where the rule looks at all.
        package var words: String? {
            let ends = [("first", begin), ("last", end)].compactMap { place, count -> String? in
                switch count {
                case ...0: nil
                case 1: "the \(place) point"
                default: "the \(place) \(count) points"
                }
            }
            return ends.isEmpty ? nil : WordList.text(ends)
        }
    }

    /// How many points at the curve's beginning and end the rule does not look at.
    package func pointsLeftOut(by rule: CurveRule) -> LeftOut {
        rule.pointsLeftOut(ofLadderOf: steps) ?? LeftOut(begin: skipBegin, end: skipEnd)
    }

    /// How many points of a whole ladder the rule looks at; below zero where it leaves out more than there are.
    package func pointsUsable(by rule: CurveRule) -> Int {
        let leftOut = pointsLeftOut(by: rule)
        return steps - leftOut.begin - leftOut.end
    }

    /// Whether `skipBegin` and `skipEnd` say which points the choice leaves out.
    var readsSkips: Bool {
        switch suggestion {
        case .trials: false
        case .curve(let rule): rule.pointsLeftOut(ofLadderOf: steps) == nil
        }
    }

    /// Of fewer points a sweep tells no fall from its batches' noise: that is measured on the first third of them.
    package static let leastSweepPoints = 8

    /// Points of a whole ladder that the choice looks at, and how few it can do with.
    package var points: (usable: Int, needed: Int) {
        switch suggestion {
        case .trials: (steps, Self.leastSweepPoints)
        case .curve(let rule): (pointsUsable(by: rule), rule.pointsNeeded)
        }
    }
}

extension FinderSettings.CurveRule {
    /// Points that the rule leaves out whatever the settings say: the peers' rules what the peers do, fastai a tenth of
    /// the ladder and five points (`Learner.lr_find`), pytorch-lr-finder ten and five (`LRFinder.plot`). Nil where the
    /// settings decide, as of Lightning's `suggestion`.
    fileprivate func pointsLeftOut(ofLadderOf steps: Int) -> FinderSettings.LeftOut? {
        switch self {
        case .steepest, .lightning: nil
        case .valley, .slide, .minimum, .steep: FinderSettings.LeftOut(begin: steps / 10, end: 5)
        case .torchLRFinder: FinderSettings.LeftOut(begin: 10, end: 5)
        }
    }

    /// How few points it can do with, of those that it looks at. A slope takes two; fastai's two rules without one answer
    /// from a single point.
    package var pointsNeeded: Int {
        switch self {
        case .slide: Self.slideWidth + 1
        case .valley, .minimum: 1
        case .steepest, .lightning, .steep, .torchLRFinder: 2
        }
    }

    /// Steps between the two edges of the window that `slide` compares.
    package static let slideWidth = 15
}
