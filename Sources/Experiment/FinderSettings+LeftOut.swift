extension FinderSettings {
    /// How many points at the curve's beginning and end the rule does not look at. The peers' rules leave out what the
    /// peers do: fastai a tenth of the ladder and five points (`Learner.lr_find`), pytorch-lr-finder ten and five
    /// (`LRFinder.plot`); Lightning's `suggestion` takes both as settings.
    package var pointsLeftOut: (begin: Int, end: Int) {
        switch suggestion {
        case .steepest, .lightning: (skipBegin, skipEnd)
        case .valley, .slide, .minimum, .steep: (steps / 10, 5)
        case .torchLRFinder: (10, 5)
        }
    }
}
