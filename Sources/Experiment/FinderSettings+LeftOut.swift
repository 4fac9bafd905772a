extension FinderSettings {
    /// How many points at the curve's beginning and end the rule does not look at. The peers' rules leave out what the
    /// peers do: fastai a tenth of the ladder and five points (`Learner.lr_find`), pytorch-lr-finder ten and five
    /// (`LRFinder.plot`); Lightning's `suggestion` takes both as settings.
    package func pointsLeftOut(by rule: CurveRule) -> (begin: Int, end: Int) {
        switch rule {
        case .steepest, .lightning: (skipBegin, skipEnd)
        case .valley, .slide, .minimum, .steep: (steps / 10, 5)
        case .torchLRFinder: (10, 5)
        }
    }

    /// The settings without those that the choice does not look at: what they are decides nothing.
    package var deciding: FinderSettings {
        var result = self
        let usual = FinderSettings()
        let readsSkips: Bool
        switch suggestion {
        case .trials: readsSkips = false
        case .curve(let rule):
            // A curve costs what it costs.
            result.budget = usual.budget
            readsSkips = rule == .steepest || rule == .lightning
        }
        if !readsSkips { (result.skipBegin, result.skipEnd) = (usual.skipBegin, usual.skipEnd) }
        return result
    }

    /// Points of a whole ladder that the choice looks at, and how few it can do with.
    package var points: (usable: Int, needed: Int) {
        switch suggestion {
        case .trials: (steps, 8)
        case .curve(let rule):
            (steps - pointsLeftOut(by: rule).begin - pointsLeftOut(by: rule).end, rule.pointsNeeded)
        }
    }
}

extension FinderSettings.CurveRule {
    /// How few points it can do with, of those that it looks at.
    package var pointsNeeded: Int {
        switch self {
        case .slide: Self.slideWidth + 1
        case .steepest, .lightning, .valley, .minimum, .steep, .torchLRFinder: 2
        }
    }

    /// Steps between the two edges of the window that `slide` compares.
    package static let slideWidth = 15
}
