package import Experiment

/// The momentum of each step of a run in which it moves against the learning rate: a function of the step alone. Equal
/// to PyTorch's CyclicLR and OneCycleLR with `cycle_momentum`. A warm-up is the rate's only.
package struct MomentumSchedule: Sendable {
    private enum Course {
        case cyclical(CyclicalCourse)
        case oneCycle(OneCycleCourse)
    }

    private let course: Course

    /// Nil where momentum stays what the optimizer says.
    /// - Parameters:
    ///   - stepsPerEpoch: of the run's batches; spans in epochs are counted by it.
    ///   - steps: in the whole run, with which a single cycle ends.
    package init?(_ spec: ScheduleSpec, stepsPerEpoch: Int, steps: Int) {
        guard let momentum = spec.momentum else { return nil }
        switch spec.kind {
        case .cyclical(let cyclical):
            let halfCycle = cyclical.stepSize.exactSteps(perEpoch: stepsPerEpoch)
            course = .cyclical(CyclicalCourse(cyclical, momentum: momentum, halfCycle: halfCycle))
        case .oneCycle(let oneCycle):
            course = .oneCycle(OneCycleCourse(oneCycle, momentum: momentum, steps: steps))
        case .constant, .step, .multiStep, .exponential, .cosine: return nil
        }
    }

    /// The momentum that `step` uses.
    /// - Parameter step: counted from 0.
    package func momentum(at step: Int) -> Double {
        switch course {
        case .cyclical(let cyclical): cyclical.value(at: step)
        case .oneCycle(let oneCycle): oneCycle.value(at: step)
        }
    }
}
