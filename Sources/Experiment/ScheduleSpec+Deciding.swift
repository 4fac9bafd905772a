extension ScheduleSpec {
    /// The schedule without what its rate does not depend on: what that is decides nothing.
    package var deciding: ScheduleSpec {
        guard case .cyclical(var cyclical) = kind, !cyclical.readsGamma else { return self }
        cyclical.gamma = Cyclical().gamma
        var result = self
        result.kind = .cyclical(cyclical)
        return result
    }
}

extension ScheduleSpec.Cyclical {
    /// Whether `gamma` has an influence on the height of the cycles.
    var readsGamma: Bool {
        switch policy {
        case .expRange: true
        case .triangular, .triangular2: false
        }
    }
}
