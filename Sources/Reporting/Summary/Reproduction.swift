import Experiment

/// How to get the numbers again.
enum Reproduction {
    static func section(_ report: Report, _ rows: [ReportRow]) -> String {
        let experiment = report.experiment
        var lines = ["## How to reproduce\n", "```sh\n\(command(experiment.command))\n```\n"]
        let records = rows.compactMap(\.record)
        // Runs may come from several starts, with another version or on another machine.
        var sources: [(provenance: Provenance, count: Int)] = []
        for record in records {
            if let index = sources.firstIndex(where: { $0.provenance == record.provenance }) {
                sources[index].count += 1
            } else {
                sources.append((record.provenance, 1))
            }
        }
        if sources.isEmpty { sources = [(experiment.provenance, rows.count)] }
        let items = sources.map { source in
            let share = sources.count > 1 ? "\(Spelling.count(source.count, "run")): " : ""
            return "- \(share)\(describe(source.provenance))\n"
        }
        lines.append(items.joined() + period(records))
        return lines.joined(separator: "\n")
    }

    private static func describe(_ provenance: Provenance) -> String {
        var parts = ["xrun \(Markdown.text(provenance.xrunVersion))"]
        if let revision = provenance.revision {
            parts.append(
                "git \(Markdown.code(revision.commit))" + (revision.isModified ? " with uncommitted changes" : ""))
        }
        let machine = provenance.machine
        let cores = "\(Spelling.count(machine.cores, "core")), \(Markdown.text(machine.instructionSet))"
        parts.append("\(Markdown.text(machine.processor)) (\(cores))")
        return parts.joined(separator: ", ")
    }

    private static func period(_ records: [RunRecord]) -> String {
        guard let first = records.map(\.started).min() else { return "" }
        guard let last = records.compactMap(\.ended).max() else { return "- begun \(first.readable)\n" }
        return "- trained from \(first.readable) to \(last.readable)\n"
    }

    /// One line that cannot leave its code block.
    private static func command(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("```", with: "` ` `")
    }
}
