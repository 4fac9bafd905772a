import Experiment

/// What happened, as plain lines that stay: in a log file or a pipe each start, validation and end; above the live view
/// what a person has to know of. Runs that are done are counted there, and stand in the table at the end.
struct ProgressLines: Sendable {
    enum Detail { case everything, news, failures }

    let detail: Detail
    /// Whether an item's end has a line.
    let tellsEnds: Bool

    /// The line for `event`, if it deserves one.
    /// - Parameter state: after the event.
    func line(for event: ScheduleEvent, _ state: ProgressState) -> StyledText? {
        switch event {
        case .started(let id):
            switch detail {
            case .everything: StyledText("started: \(id)")
            case .news, .failures: nil
            }
        case .item(let id, .measured(let measurement)):
            switch (detail, measurement.split) {
            case (.everything, .validation): validation(id, measurement)
            case (.everything, .train), (.news, _), (.failures, _): nil
            }
        case .item(let id, .began(let start)): beginning(id, start)
        case .item(_, .progressed), .item(_, .checkpointed), .item(_, .distributed), .item(_, .inspected): nil
        case .retrying(let id, let failure, let seconds): retry(id, failure, seconds)
        case .finished(let id, let result):
            tellsEnds ? end(id, result, state.counts.finished, state.total) : nil
        }
    }

    /// What the user should know of the item, and what an earlier start left of it, where it left something.
    private func beginning(_ id: PlanItemID, _ start: ItemStart) -> StyledText? {
        if !start.remarks.isEmpty {
            var line = StyledText("warning", .yellow)
            line.append(": \(id): \(start.remarks.joined(separator: "; "))")
            return line
        }
        switch detail {
        case .everything: return start.resume.step.map { StyledText("resumed: \(id) after step \($0)") }
        case .news, .failures: return nil
        }
    }

    private func retry(_ id: PlanItemID, _ failure: ItemFailure, _ seconds: Double) -> StyledText {
        var line = StyledText("retry", .yellow)
        line.append(": \(id): \(failure.reason); again in \(CompactSpelling.duration(seconds))")
        return line
    }

    private func validation(_ id: PlanItemID, _ measurement: Measurement) -> StyledText {
        StyledText(
            "\(id): epoch \(NumberSpelling.fixed(measurement.epoch, 2)), step \(measurement.step), validation accuracy"
                + " \(spelled(measurement.accuracy, loss: measurement.loss))")
    }

    /// `84.12 %, loss 0.4321`
    private func spelled(_ accuracy: Double, loss: Double) -> String {
        "\(NumberSpelling.percent(accuracy)), loss \(NumberSpelling.loss(loss))"
    }

    private func end(_ id: PlanItemID, _ result: ItemResult, _ finished: Int, _ total: Int) -> StyledText? {
        let (word, style, text): (String, StyledText.Style, String)
        switch result {
        case .outcome(.run(let run)): (word, style, text) = describe(run)
        case .outcome(.rangeTest(let test)): (word, style, text) = describe(test)
        case .failed(let failure):
            let place = failure.stoppedAtStep.map { " at step \($0)" } ?? ""
            (word, style, text) = ("failed\(place)", .red, failure.reason)
        // Ten thousand runs that were not reached are no news.
        case .notStarted: return nil
        }
        switch (detail, result) {
        case (.failures, .outcome), (.failures, .notStarted): return nil
        case (.news, .outcome(.run(let run))) where run.ending == .done: return nil
        case (.failures, .failed), (.everything, _), (.news, _): break
        }
        var line = StyledText("[\(finished)/\(total)] ", .dim)
        line.append(word, style)
        line.append(": \(id): \(text)")
        return line
    }

    private func describe(_ run: RunOutcome) -> (String, StyledText.Style, String) {
        switch run.ending {
        case .done:
            var facts: [String] = []
            if let score = run.results.validationLast {
                facts.append("validation accuracy \(spelled(score.accuracy, loss: score.loss))")
            }
            if let score = run.results.test { facts.append("test accuracy \(NumberSpelling.percent(score.accuracy))") }
            let pace = CompactSpelling.perSecond(run.cost.samplesPerSecond)
            facts.append("\(CompactSpelling.duration(run.cost.seconds)) at \(pace)")
            return ("done", .green, facts.joined(separator: "; "))
        case .diverged: return ("diverged", .yellow, run.ending.cause ?? "")
        case .interrupted(let step): return ("interrupted", .yellow, "at step \(step)")
        }
    }

    private func describe(_ test: RangeTestOutcome) -> (String, StyledText.Style, String) {
        let points = test.sweeps.reduce(0) { $0 + $1.curve.count }
        let trials = test.trials.isEmpty ? "" : ", \(WordList.count(test.trials.count, "trial"))"
        let cost = "\(WordList.count(points, "point"))\(trials), \(CompactSpelling.duration(test.seconds))"
        if test.isInterrupted { return ("interrupted", .yellow, cost) }
        if let rate = test.learningRate {
            let confidence = test.confidence.map { " (\($0.rawValue))" } ?? ""
            let style: StyledText.Style = test.confidence == .unsure ? .yellow : .green
            return ("done", style, "suggests the learning rate \(NumberSpelling.canonical(rate))\(confidence); \(cost)")
        }
        let reason = test.reason ?? RangeTestOutcome.missingReason
        return ("done", .yellow, "suggests no learning rate: \(reason); \(cost)")
    }
}
