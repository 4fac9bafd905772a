import Experiment

/// What of a schedule comes to nothing. Most often the run is too short, and the rate that is asked for never trained at;
/// else a setting has the one value that changes nothing. A run of n steps ends with step n - 1.
enum ScheduleReach {
    /// Tells what of `run`'s schedule comes to nothing, if anything does.
    static func remark(on run: RunSpec, _ workload: Workload, _ remarks: inout DiagnosticList) {
        for text in sentences(on: run.configuration, of: workload) {
            remarks.append(Diagnostic(text, at: run.sources.location(of: "schedule"), severity: .warning))
        }
    }

    /// Sentences without a full stop; none where the whole schedule has an effect.
    private static func sentences(on configuration: RunConfiguration, of workload: Workload) -> [String] {
        let schedule = configuration.schedule
        // A warm-up that begins with the whole rate moves nothing.
        let warmup = schedule.warmup.flatMap {
            $0.startFactor < 1 ? $0.length.steps(perEpoch: workload.stepsPerEpoch) : nil
        }
        if let warmup, warmup >= workload.steps {
            return [
                "the warm-up takes \(WordList.count(warmup, "step")), and the run has"
                    + " \(WordList.count(workload.steps, "step")): the rate never reaches its value"
            ]
        }
        let result = warmup == nil ? "the rate never changes" : "the rate changes in its warm-up only"
        if let cause = constancy(of: schedule, from: configuration.learningRate) {
            // One that stands still may be another than the optimizer's own.
            let momentum = schedule.momentum.map {
                ", and the momentum is \(NumberSpelling.canonical($0.maximum)) throughout"
            }
            return ["\(cause): \(result)\(momentum ?? "")"]
        }
        if let text = shortfall(of: schedule.kind, workload, result: result) { return [text] }
        var texts: [String] = []
        if case .cyclical(let cyclical) = schedule.kind, cyclical.policy == .expRange, cyclical.gamma == 1 {
            texts.append("'gamma' is 1: 'exp_range' is the same as 'triangular'")
        }
        if schedule.warmup != nil, warmup == nil {
            let still = schedule.kind == .constant ? "the rate never changes" : "the warm-up changes nothing"
            texts.append("'start_factor' is 1: \(still)")
        }
        return texts
    }

    /// What makes a course constant that has another name, however long the run is.
    private static func constancy(of schedule: ScheduleSpec, from rate: LearningRateSpec) -> String? {
        switch schedule.kind {
        case .constant, .cyclical: return nil
        case .step(_, let gamma), .multiStep(_, let gamma), .exponential(let gamma):
            return gamma == 1 ? "'gamma' is 1" : nil
        case .cosine(let minimum):
            return rate == .fixed(minimum) ? "'min' is the learning rate (\(NumberSpelling.canonical(minimum)))" : nil
        case .oneCycle(let oneCycle):
            // Its momentum may move all the same.
            let movesMomentum = oneCycle.momentum.map { $0.minimum < $0.maximum } ?? false
            return oneCycle.startDivisor == 1 && oneCycle.endDivisor == 1 && !movesMomentum
                ? "'start_divisor' and 'end_divisor' are 1" : nil
        }
    }

    /// What the run is too short for.
    /// - Parameter result: what comes of it where the course does not begin to move.
    private static func shortfall(of kind: ScheduleSpec.Kind, _ workload: Workload, result: String) -> String? {
        func steps(_ span: TrainingSpan) -> Int { span.steps(perEpoch: workload.stepsPerEpoch) }
        let run = "the run has \(WordList.count(workload.steps, "step"))"
        switch kind {
        case .constant, .cosine: return nil
        case .step(let every, _):
            let every = steps(every)
            return every < workload.steps ? nil : "'every' is \(WordList.count(every, "step")), and \(run): \(result)"
        case .multiStep(let milestones, _):
            guard let first = milestones.map(steps).min(), first >= workload.steps else { return nil }
            return "the first milestone is at step \(first), and \(run): \(result)"
        case .exponential:
            let epoch = workload.stepsPerEpoch
            return epoch < workload.steps ? nil : "an epoch is \(WordList.count(epoch, "step")), and \(run): \(result)"
        case .cyclical(let cyclical):
            // A part of a step that the last one lacks is not worth a word: the rate all but reaches the bound.
            let half = cyclical.stepSize.exactSteps(perEpoch: workload.stepsPerEpoch)
            return half < Double(workload.steps)
                ? nil : "half a cycle is \(spelled(half)), and \(run): the rate never reaches the upper bound"
        case .oneCycle(let oneCycle):
            // A rise of r steps ends with step r - 1: one of less than a step is over before the first. A rate that begins
            // at its peak has none.
            return oneCycle.startDivisor == 1 || oneCycle.riseFraction * Double(workload.steps) >= 1
                ? nil : "the rise takes less than a step, and \(run): the rate never reaches its peak"
        }
    }

    /// Steps that need not be whole, to a hundredth.
    private static func spelled(_ steps: Double) -> String {
        let rounded = (steps * 100).rounded() / 100
        guard let whole = Int(exactly: rounded) else { return "\(NumberSpelling.canonical(rounded)) steps" }
        return WordList.count(whole, "step")
    }
}
