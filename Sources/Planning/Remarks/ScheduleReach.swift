import Experiment

/// What of a schedule comes to nothing. Most often the run is too short, and the rate that is asked for never trained at;
/// else a setting has the one value that changes nothing. A run of n steps ends with step n - 1.
enum ScheduleReach {
    private struct Finding {
        /// A sentence without a full stop.
        var text: String
        /// What it speaks of: a path below the schedule's name.
        var setting: String

        init(_ text: String, of setting: String) {
            self.text = text
            self.setting = setting
        }
    }

    /// Tells what of `run`'s schedule comes to nothing, if anything does.
    static func remark(on run: RunSpec, _ workload: Workload, _ remarks: inout DiagnosticList) {
        let name = run.configuration.schedule.kind.name.rawValue
        for finding in findings(on: run.configuration, of: workload) {
            let place = run.sources.location(of: "schedule.\(name).\(finding.setting)")
            remarks.append(Diagnostic(finding.text, at: place, severity: .warning))
        }
    }

    /// None where the whole schedule has an effect.
    private static func findings(on configuration: RunConfiguration, of workload: Workload) -> [Finding] {
        let schedule = configuration.schedule
        // A warm-up that begins with the whole rate moves nothing.
        let warmup = schedule.warmup.flatMap {
            $0.startFactor < 1 ? $0.length.steps(perEpoch: workload.stepsPerEpoch) : nil
        }
        if let warmup, warmup >= workload.steps {
            let text =
                "the warm-up takes \(WordList.count(warmup, "step")), and the run has"
                + " \(WordList.count(workload.steps, "step")): the rate never reaches its value"
            return [Finding(text, of: "linear_warmup.length")]
        }
        let result = warmup == nil ? "the rate never changes" : "the rate changes in its warm-up only"
        if let cause = constancy(of: schedule, from: configuration.learningRate) {
            // One that stands still may be another than the optimizer's own.
            let momentum = schedule.momentum.map {
                ", and the momentum is \(NumberSpelling.canonical($0.maximum)) throughout"
            }
            return [Finding("\(cause.text): \(result)\(momentum ?? "")", of: cause.setting)]
        }
        if let finding = shortfall(of: schedule.kind, workload, result: result) { return [finding] }
        var findings: [Finding] = []
        if case .cyclical(let cyclical) = schedule.kind, cyclical.policy == .expRange, cyclical.gamma == 1 {
            findings.append(Finding("'gamma' is 1: 'exp_range' is the same as 'triangular'", of: "gamma"))
        }
        if schedule.warmup != nil, warmup == nil {
            let still = schedule.kind == .constant ? "the rate never changes" : "the warm-up changes nothing"
            findings.append(Finding("'start_factor' is 1: \(still)", of: "linear_warmup.start_factor"))
        }
        return findings
    }

    /// What makes a course constant that has another name, however long the run is: the beginning of a sentence.
    private static func constancy(of schedule: ScheduleSpec, from rate: LearningRateSpec) -> Finding? {
        switch schedule.kind {
        case .constant, .cyclical: return nil
        case .step(_, let gamma), .multiStep(_, let gamma), .exponential(let gamma):
            return gamma == 1 ? Finding("'gamma' is 1", of: "gamma") : nil
        case .cosine(let minimum):
            return rate == .fixed(minimum)
                ? Finding("'min' is the learning rate (\(NumberSpelling.canonical(minimum)))", of: "min") : nil
        case .oneCycle(let oneCycle):
            // Its momentum may move all the same.
            let movesMomentum = oneCycle.momentum.map { $0.minimum < $0.maximum } ?? false
            return oneCycle.startDivisor == 1 && oneCycle.endDivisor == 1 && !movesMomentum
                ? Finding("'start_divisor' and 'end_divisor' are 1", of: "start_divisor") : nil
        }
    }

    /// What the run is too short for.
    /// - Parameter result: what comes of it where the course does not begin to move.
    private static func shortfall(of kind: ScheduleSpec.Kind, _ workload: Workload, result: String) -> Finding? {
        func steps(_ span: TrainingSpan) -> Int { span.steps(perEpoch: workload.stepsPerEpoch) }
        let run = "the run has \(WordList.count(workload.steps, "step"))"
        switch kind {
        case .constant, .cosine: return nil
        case .step(let every, _):
            let every = steps(every)
            return every < workload.steps
                ? nil : Finding("'every' is \(WordList.count(every, "step")), and \(run): \(result)", of: "every")
        case .multiStep(let milestones, _):
            guard let first = milestones.map(steps).min(), first >= workload.steps else { return nil }
            return Finding("the first milestone is at step \(first), and \(run): \(result)", of: "milestones")
        case .exponential:
            let epoch = workload.stepsPerEpoch
            return epoch < workload.steps
                ? nil : Finding("an epoch is \(WordList.count(epoch, "step")), and \(run): \(result)", of: "gamma")
        case .cyclical(let cyclical):
            // A part of a step that the last one lacks is not worth a word: the rate all but reaches the bound.
            let half = cyclical.stepSize.exactSteps(perEpoch: workload.stepsPerEpoch)
            return half < Double(workload.steps)
                ? nil
                : Finding(
                    "half a cycle is \(spelled(half)), and \(run): the rate never reaches the upper bound",
                    of: "step_size")
        case .oneCycle(let oneCycle):
            // A rise of r steps ends with step r - 1: one of less than a step is over before the first. A rate that begins
            // at its peak has none.
            return oneCycle.startDivisor == 1 || oneCycle.riseFraction * Double(workload.steps) >= 1
                ? nil
                : Finding(
                    "the rise takes less than a step, and \(run): the rate never reaches its peak", of: "rise_fraction")
        }
    }

    /// Steps that need not be whole, to a hundredth.
    private static func spelled(_ steps: Double) -> String {
        let rounded = (steps * 100).rounded() / 100
        guard let whole = Int(exactly: rounded) else { return "\(NumberSpelling.canonical(rounded)) steps" }
        return WordList.count(whole, "step")
    }
}
