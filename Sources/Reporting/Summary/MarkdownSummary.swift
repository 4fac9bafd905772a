import Experiment

/// `summary.md`.
package enum MarkdownSummary {
    /// - Parameter figures: those that stand in the folder beside the summary.
    package static func render(_ report: Report, figures: [SummaryFigure]) -> String {
        let rows = report.rows
        var sections = [heading(report), report.answer(.markdown) + "\n"]
        sections += results(report, rows)
        sections += finder(report, rows, figures)
        sections += curves(figures)
        sections += failures(rows)
        sections.append(Reproduction.section(report, rows))
        return sections.joined(separator: "\n")
    }

    private static func heading(_ report: Report) -> String {
        let title = "# \(Markdown.text(report.experiment.name))\n"
        return report.experiment.description.map { "\(title)\n\(Markdown.text($0))\n" } ?? title
    }

    private static func results(_ report: Report, _ rows: [ReportRow]) -> [String] {
        let objective = report.experiment.objective
        let groups = RunGroup.groups(of: rows)
        let singles = rows.map { RunGroup(name: $0.run.name, rows: [$0]) }
        let ranked = ResultTable(groups: RunGroup.ranked(singles, by: objective), isGrouped: false)
        var sections = ["## Results\n"]
        if groups.contains(where: { $0.rows.count > 1 }) {
            let table = ResultTable(groups: RunGroup.ranked(groups, by: objective), isGrouped: true)
            sections += [
                table.markdown,
                "Mean ± standard deviation over the n runs that are done.\n", "### Single runs\n", ranked.markdown,
            ]
        } else {
            sections.append(ranked.markdown)
        }
        return sections + [notes(report, rows)]
    }

    /// What the table's words mean, as far as they stand in it.
    private static func notes(_ report: Report, _ rows: [ReportRow]) -> String {
        let objective = report.experiment.objective
        var notes = ["Ordered by \(objective.words)."]
        let best =
            switch objective.metric {
            case .validationAccuracy: "highest accuracy"
            case .validationLoss: "lowest loss"
            }
        notes.append("*best* is the validation with the \(best).")
        notes.append("Train loss is the mean of the last epoch. Nothing was chosen by the test set.")
        if rows.contains(where: { $0.verdict == .atChance }) {
            notes.append(
                "**At chance**: the last validation accuracy is within three standard errors of 1 / classes and the "
                    + "loss no better than a uniform guess has: the run learned nothing.")
        }
        return notes.joined(separator: " ") + "\n"
    }

    private static func finder(_ report: Report, _ rows: [ReportRow], _ figures: [SummaryFigure]) -> [String] {
        let sections = report.experiment.rangeTests.map { test in
            let users = rows.filter { $0.run.rateSource == .rangeTest(key: test.key) }
            let figure = figures.first { $0.rangeTest == test.key }
            return FinderSection.text(test, record: report.rangeTests[test.key], users: users, figure: figure)
        }
        return sections.isEmpty ? [] : ["## Learning-rate range tests\n"] + sections
    }

    private static func curves(_ figures: [SummaryFigure]) -> [String] {
        let curves = figures.filter { $0.rangeTest == nil }
        return curves.isEmpty ? [] : ["## Figures\n"] + curves.map { $0.markdown + "\n" }
    }

    private static func failures(_ rows: [ReportRow]) -> [String] {
        let lines = rows.compactMap { row -> String? in
            switch row.state {
            case .diverged, .failed, .interrupted:
                let reason = row.record?.reason.map { ": " + Markdown.text($0) } ?? ""
                return "- \(Markdown.code(row.run.name)) \(row.state.verb)\(reason)\n"
            case .done, .running, .notStarted, .notSelected: return nil
            }
        }
        return lines.isEmpty ? [] : ["## Diverged, failed and interrupted runs\n", lines.joined()]
    }
}

extension ReportRow.State {
    fileprivate var verb: String {
        switch self {
        case .interrupted: "was interrupted"
        case .done, .diverged, .failed, .running, .notStarted, .notSelected: words
        }
    }
}
