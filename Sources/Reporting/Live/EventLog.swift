package import Experiment

/// The course of an experiment as JSON, an object a line: what `--log-format json` prints. `docs/log-format.md` lists
/// the events and their fields.
package enum EventLog {
    /// The first line: what is about to run.
    /// - Parameters:
    ///   - finished: items that earlier starts have done.
    ///   - movedAside: where earlier results are now (`--fresh`).
    ///   - replacing: items in whose folders results of other settings, data or versions stand, until these begin.
    package static func planned(
        _ plan: RunPlan, finished: Int, movedAside: [String], replacing: [PlanItemID], folder: String,
        at time: Timestamp
    ) -> String {
        line("planned", at: time) { fields in
            fields.add("experiment", plan.experiment)
            fields.add("folder", folder)
            fields.add("runs", plan.runs.count)
            fields.add("range_tests", plan.items.count - plan.runs.count)
            fields.add("finished", finished)
            fields.add("moved_aside", list(movedAside))
            fields.add("replacing", list(replacing.map(\.folder)))
        }
    }

    /// The last line: what came of it.
    /// - Parameter summary: the file, where there is one.
    package static func ended(_ answer: String, exitCode: Int, summary: String?, at time: Timestamp) -> String {
        line("ended", at: time) { fields in
            fields.add("exit_code", exitCode)
            fields.add("answer", answer)
            fields.add("summary", summary)
        }
    }

    /// Nil for what is no news outside of the event files.
    package static func line(for event: ScheduleEvent, at time: Timestamp) -> String? {
        switch event {
        case .started(let id): line("started", id, at: time) { _ in }
        case .item(let id, let event): line(for: event, of: id, at: time)
        case .retrying(let id, let failure, let seconds):
            line("retrying", id, at: time) { fields in
                fields.add("reason", failure.reason)
                fields.add("seconds", seconds)
            }
        case .finished(let id, let result):
            line("finished", id, at: time) { fields in
                switch result {
                case .outcome(.run(let outcome)): add(outcome, to: &fields)
                case .outcome(.rangeTest(let outcome)):
                    fields.add("status", (outcome.isInterrupted ? ItemStatus.interrupted : .done).rawValue)
                    outcome.addChoice(to: &fields)
                case .failed(let failure):
                    fields.add("status", ItemStatus.failed.rawValue)
                    fields.add("stopped_at_step", failure.stoppedAtStep)
                    fields.add("reason", failure.reason)
                case .notStarted: fields.add("status", ReportRow.State.notStarted.rawValue)
                }
            }
        }
    }

    private static func line(for event: ItemEvent, of id: PlanItemID, at time: Timestamp) -> String? {
        switch event {
        case .began(let start):
            line("began", id, at: time) { fields in
                fields.add("learning_rate", start.learningRate)
                start.rateBounds?.add(to: &fields)
                fields.add("steps", start.workload.steps)
                fields.add("resumed_at_step", start.resume.step)
                fields.add("remarks", list(start.remarks))
            }
        case .measured(let measurement):
            line("measured", id, at: time) { fields in
                if case .mapping(let entries) = measurement.json {
                    for entry in entries { fields.add(entry.key, entry.value) }
                }
            }
        case .progressed(let progress):
            line("progressed", id, at: time) { fields in
                fields.add("step", progress.step)
                fields.add("steps", progress.steps)
                fields.add("samples_per_second", progress.samplesPerSecond)
            }
        case .checkpointed(let checkpoint):
            line("checkpointed", id, at: time) { fields in fields.add("step", checkpoint.step) }
        case .distributed, .inspected: nil
        }
    }

    /// Nil where there are none.
    private static func list(_ texts: [String]) -> SettingValue? {
        texts.isEmpty ? nil : .list(texts.map(SettingValue.string))
    }

    private static func add(_ outcome: RunOutcome, to fields: inout JSONFields) {
        fields.add("status", outcome.ending.status.rawValue)
        fields.add("stopped_at_step", outcome.ending.step)
        fields.add("reason", outcome.ending.divergence)
        fields.add("learning_rate", outcome.learningRate)
        outcome.rateBounds?.add(to: &fields)
        outcome.results.add(to: &fields)
        outcome.cost.add(to: &fields)
    }

    private static func line(
        _ event: String, _ id: PlanItemID? = nil, at time: Timestamp, _ add: (inout JSONFields) -> Void
    ) -> String {
        var fields = JSONFields()
        fields.add("time", time.text)
        fields.add("event", event)
        fields.add("item", id?.folder)
        add(&fields)
        return JSONText.line(fields.object)
    }
}
