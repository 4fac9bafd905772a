import Experiment

/// Milestones that stand at one place of the file, and that none of the runs reaches that read them there: what stands
/// in `base` may be meant for the longer ones.
struct UnreachedMilestones {
    /// Those that no run has reached so far; nil before the first one. A span is of other steps in another run.
    private var spans: Set<TrainingSpan>?
    private var longest: Workload?
    private var lengths: Set<Int> = []
    /// Whether a run reaches one of them. Of a run that reaches none `ScheduleReach` tells.
    private var isAnyReached = false

    mutating func look(at milestones: [TrainingSpan], of workload: Workload) {
        let late = Set(milestones.filter { $0.steps(perEpoch: workload.stepsPerEpoch) >= workload.steps })
        spans = spans?.intersection(late) ?? late
        if milestones.contains(where: { !late.contains($0) }) { isAnyReached = true }
        lengths.insert(workload.steps)
        if workload.steps > longest?.steps ?? 0 { longest = workload }
    }

    /// - Parameter place: where they stand.
    func remark(at place: SourceLocation, _ remarks: inout DiagnosticList) {
        guard let text else { return }
        remarks.append(Diagnostic(text, at: place, severity: .warning))
    }

    /// `the milestone at step 6750 is …`, `the milestones at steps 6750, 7500, 8250 and 2 more are …`, counted in the
    /// longest run; nil where there are none.
    private var text: String? {
        guard isAnyReached, let spans, let longest, !spans.isEmpty else { return nil }
        let steps = Set(spans.map { $0.steps(perEpoch: longest.stepsPerEpoch) }).sorted()
        let named = WordList.text(steps.map { "\($0)" }, limit: WordList.namedInRemark)
        let subject = steps.count == 1 ? "the milestone at step \(named) is" : "the milestones at steps \(named) are"
        let run = lengths.count > 1 ? "the longest run" : "the run"
        return "\(subject) never reached: \(run) has \(WordList.count(longest.steps, "step"))"
    }
}
