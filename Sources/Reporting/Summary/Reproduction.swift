import Experiment

/// How to get the numbers again.
enum Reproduction {
    static func section(_ report: Report, _ rows: [ReportRow]) -> String {
        let experiment = report.experiment
        // Earlier starts may have trained what the latest one left out.
        let isOfOthersToo = rows.contains { $0.record != nil && !$0.isSelected }
        let command = isOfOthersToo ? experiment.command.ofAllRuns : experiment.command.text
        var lines = ["## How to reproduce\n", "```sh\n\(line(command))\n```\n"]
        let records = rows.compactMap(\.record)
        // Runs may come from several starts, with another version or on another machine.
        var sources = records.grouped(by: \.provenance).map { (provenance: $0.key, count: $0.elements.count) }
        if sources.isEmpty { sources = [(experiment.provenance, rows.count)] }
        let items = sources.map { source in
            let share = sources.count > 1 ? "\(WordList.count(source.count, "run")): " : ""
            return "- \(share)\(describe(source.provenance))\n"
        }
        lines.append(items.joined() + period(records) + cost(records) + remarks(records))
        return lines.joined(separator: "\n")
    }

    private static func describe(_ provenance: Provenance) -> String {
        var parts = ["xrun \(Markdown.text(provenance.xrunVersion))"]
        if let revision = provenance.revision {
            let changes =
                switch revision.isModified {
                case true?: " with uncommitted changes"
                case false?: ""
                case nil: ", perhaps with uncommitted changes"
                }
            parts.append("git \(Markdown.code(revision.commit))\(changes)")
        }
        let machine = provenance.machine
        let cores = "\(WordList.count(machine.cores, "core")), \(Markdown.text(machine.instructionSet))"
        parts.append("\(Markdown.text(machine.processor)) (\(cores))")
        return parts.joined(separator: ", ")
    }

    private static func period(_ records: [RunRecord]) -> String {
        guard let first = records.map(\.started).min() else { return "" }
        guard let last = records.compactMap(\.ended).max() else { return "- begun \(first.readable)\n" }
        return "- trained from \(first.readable) to \(last.readable)\n"
    }

    /// What the runs took, each by itself: several train at once. The pictures and files of a run's end are not in it.
    private static func cost(_ records: [RunRecord]) -> String {
        let costs = records.compactMap(\.cost)
        guard !costs.isEmpty else { return "" }
        let seconds = costs.map(\.seconds).reduce(0, +)
        let training = costs.map(\.trainingSeconds).reduce(0, +)
        let samples = costs.map { $0.samplesPerSecond * $0.trainingSeconds }.reduce(0, +)
        let pace = Spelling.perSecond(training > 0 ? samples / training : 0)
        return "- cost: training and evaluating \(WordList.count(costs.count, "run")) took "
            + "\(Spelling.duration(seconds)) in all, \(Spelling.duration(training)) of it training at \(pace) samples/s "
            + "a run\n"
    }

    /// What there is to know of single runs: what happened to those that were not trained in one go, which may be why
    /// their numbers are others the next time, and why nothing is shown of what one has measured.
    private static func remarks(_ records: [RunRecord]) -> String {
        records.flatMap { record in
            record.remarks.map { "- \(Markdown.code(record.run.name)): \(Markdown.text($0))\n" }
        }.joined()
    }

    /// One line that cannot leave its code block.
    private static func line(_ text: String) -> String {
        DisplayText.line(text).replacing("```", with: "` ` `")
    }
}
