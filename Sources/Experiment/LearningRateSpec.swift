package enum LearningRateSpec: Hashable, Sendable {
    case fixed(Double)
    /// A range test chooses it.
    case auto(FinderSettings)
}
