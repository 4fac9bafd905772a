/// The bounds of a run's schedule, by which it can be repeated. A decay or a warm-up may keep its rates from reaching
/// one of them, and a warm-up begins below.
package struct RateBounds: Hashable, Sendable {
    package var minimum: Double
    package var maximum: Double

    package init(minimum: Double, maximum: Double) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

extension ScheduleSpec {
    /// The bounds of a run with this rate; nil where the schedule has none of its own and starts from the run's rate.
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
