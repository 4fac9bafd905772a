package import Experiment

/// The rates of a range test, rising from its minimum to its maximum; both ends are hit exactly.
package enum Ladder {
    /// - Returns: `settings.steps` rates. Exponential: equal factors between neighbours; linear: equal differences.
    package static func rates(_ settings: FinderSettings) -> [Double] {
        let last = settings.steps - 1
        guard last > 0 else { return [settings.minimum] }
        return (0...last).map { index in
            if index == 0 { return settings.minimum }
            if index == last { return settings.maximum }
            let share = Double(index) / Double(last)
            switch settings.mode {
            case .exponential:
                let quotient = settings.maximum / settings.minimum
                let ratio =
                    quotient.isFinite
                    ? PortableMath.log(quotient)
                    : PortableMath.log(settings.maximum) - PortableMath.log(settings.minimum)
                return settings.minimum * PortableMath.exp(ratio * share)
            case .linear:
                return settings.minimum + (settings.maximum - settings.minimum) * share
            }
        }
    }
}
