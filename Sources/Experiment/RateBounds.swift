/// The rates between which a schedule moves a run's learning rate.
package struct RateBounds: Hashable, Sendable {
    package var minimum: Double
    package var maximum: Double

    package init(minimum: Double, maximum: Double) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

extension ScheduleSpec {
    /// Between which rates a run with this rate moves, before any warm-up; nil where the schedule has no bounds of its
    /// own and starts from the run's rate.
    package func rateBounds(runRate: Double) -> RateBounds? {
        switch kind {
        case .constant, .step, .multiStep, .exponential, .cosine: return nil
        case .cyclical(let cyclical):
            let (minimum, maximum) = cyclical.bounds(runRate: runRate)
            return RateBounds(minimum: minimum, maximum: maximum)
        case .oneCycle(let oneCycle):
            let rates = oneCycle.rates(runRate: runRate)
            return RateBounds(minimum: rates.last, maximum: rates.peak)
        }
    }
}
