package import Experiment

/// The learning rate of each step of a run: a function of the step alone, so that a run taken up again goes on where it
/// was. Equal to PyTorch's schedulers (`torch.optim.lr_scheduler`), stepped once after every training step.
package struct LearningRateSchedule: Sendable {
    /// A schedule with its spans in steps and its bounds known.
    private enum Course {
        case constant
        /// Multiplied by `gamma` after every `steps` steps.
        case drops(every: Int, gamma: Double)
        /// Multiplied by `gamma` at each of these steps.
        case milestones([Int], gamma: Double)
        case cosine(minimum: Double)
        case cycle(any CycleCourse)
    }

    private let course: Course
    private let baseRate: Double
    /// Steps in the whole run.
    private let steps: Int
    private let warmup: (steps: Int, startFactor: Double)?

    /// - Parameters:
    ///   - baseRate: the run's rate, fixed or found: where the schedule begins, or its peak.
    ///   - stepsPerEpoch: of the run's batches; spans in epochs are counted by it.
    ///   - steps: in the whole run, at which courses that end with it end.
    package init(_ spec: ScheduleSpec, baseRate: Double, stepsPerEpoch: Int, steps: Int) {
        func count(_ span: TrainingSpan) -> Int { span.steps(perEpoch: stepsPerEpoch) }
        self.baseRate = baseRate
        self.steps = steps
        warmup = spec.warmup.map { (count($0.length), $0.startFactor) }
        course =
            switch spec.kind {
            case .constant: .constant
            case .step(let every, let gamma): .drops(every: count(every), gamma: gamma)
            case .multiStep(let milestones, let gamma): .milestones(milestones.map(count), gamma: gamma)
            case .exponential(let gamma): .drops(every: max(1, stepsPerEpoch), gamma: gamma)
            case .cosine(let minimum): .cosine(minimum: minimum)
            case .cyclical(let cyclical):
                .cycle(CyclicalCourse(cyclical, runRate: baseRate, stepsPerEpoch: stepsPerEpoch))
            case .oneCycle(let oneCycle): .cycle(OneCycleCourse(oneCycle, runRate: baseRate, steps: steps))
            }
    }

    /// The rate that `step` uses.
    /// - Parameter step: counted from 0.
    package func rate(at step: Int) -> Double {
        let rate = courseRate(at: step)
        guard let warmup, step < warmup.steps else { return rate }
        let share = Double(step) / Double(warmup.steps)
        return rate * (warmup.startFactor + (1 - warmup.startFactor) * share)
    }

    private func courseRate(at step: Int) -> Double {
        switch course {
        case .constant: baseRate
        case .drops(let every, let gamma): baseRate * PortableMath.power(gamma, step / every)
        case .milestones(let milestones, let gamma):
            baseRate * PortableMath.power(gamma, milestones.count { $0 <= step })
        case .cosine(let minimum):
            Annealing.cosine(from: baseRate, to: minimum, remaining: Double(steps - step) / Double(steps))
        case .cycle(let course): course.value(at: step)
        }
    }
}

/// The way from one value to another.
enum Annealing {
    /// Half a cosine. (1 + cos π(1 − s)) / 2 as sin² πs/2, which keeps its digits where the sum cancels, near the end.
    /// - Parameter remaining: share of the way, 1 … 0.
    static func cosine(from start: Double, to end: Double, remaining: Double) -> Double {
        let root = PortableMath.sin(.pi / 2 * remaining)
        return end + (start - end) * (root * root)
    }

    /// - Parameter share: of the way, 0 … 1.
    static func linear(from start: Double, to end: Double, share: Double) -> Double {
        (end - start) * share + start
    }
}
