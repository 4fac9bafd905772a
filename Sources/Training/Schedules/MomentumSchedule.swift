package import Experiment

/// The momentum of each step of a run in which it moves against the learning rate: a function of the step alone. Equal
/// to PyTorch's CyclicLR and OneCycleLR with `cycle_momentum`. A warm-up is the rate's only.
package struct MomentumSchedule: Sendable {
    private let course: any CycleCourse

    /// Nil where momentum stays what the optimizer says.
    /// - Parameters:
    ///   - stepsPerEpoch: of the run's batches; spans in epochs are counted by it.
    ///   - steps: in the whole run, with which a single cycle ends.
    package init?(_ spec: ScheduleSpec, stepsPerEpoch: Int, steps: Int) {
        switch spec.kind {
        case .cyclical(let cyclical):
            guard let momentum = cyclical.momentum else { return nil }
            course = CyclicalCourse(cyclical, momentum: momentum, stepsPerEpoch: stepsPerEpoch)
        case .oneCycle(let oneCycle):
            guard let momentum = oneCycle.momentum else { return nil }
            course = OneCycleCourse(oneCycle, momentum: momentum, steps: steps)
        case .constant, .step, .multiStep, .exponential, .cosine: return nil
        }
    }

    /// The momentum that `step` uses.
    /// - Parameter step: counted from 0.
    package func momentum(at step: Int) -> Double { course.value(at: step) }
}
