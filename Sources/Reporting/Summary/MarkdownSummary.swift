import Experiment

/// `summary.md`.
package enum MarkdownSummary {
    /// - Parameters:
    ///   - comparison: the report's.
    ///   - grids: the comparison's.
    ///   - figures: those that stand in the folder beside the summary.
    package static func render(
        _ report: Report, _ comparison: Comparison, _ grids: [GridAnalysis], figures: [SummaryFigure]
    ) -> String {
        let rows = report.rows
        var sections = [heading(report), comparison.answer(.markdown) + "\n"]
        if let remark = report.endRemark(.markdown) { sections.append("\(remark) The same command goes on.\n") }
        sections += shared(rows, comparison)
        sections += results(rows, comparison)
        for remark in [report.bestWeightsRemark(.markdown), report.strayRemark(.markdown)].compactMap({ $0 }) {
            sections.append("\(remark)\n")
        }
        sections += SensitivitySection.text(comparison, grids)
        sections += curves(figures, comparison)
        sections += rangeTests(report, rows, figures)
        sections += singleRuns(rows, comparison)
        sections += failures(rows)
        sections.append(Reproduction.section(report, rows))
        return sections.joined(separator: "\n")
    }

    private static func heading(_ report: Report) -> String {
        let title = "# \(Markdown.text(report.experiment.name))\n"
        return report.experiment.description.map { "\(title)\n\(Markdown.block($0))\n" } ?? title
    }

    /// What was trained, for who has nothing but the summary.
    private static func shared(_ rows: [ReportRow], _ comparison: Comparison) -> [String] {
        let runs = rows.map { SharedSettings.Run(configuration: $0.run.configuration, said: $0.changesAndSeed) }
        // A row of several runs says nothing of their seeds, which are not the one that holds for the others.
        let columns: Set<String> = comparison.repeatsSeeds ? ["learning_rate", "seed"] : ["learning_rate"]
        return SharedSettings.line(runs, besides: columns).map { [Markdown.text($0) + "\n"] } ?? []
    }

    private static func results(_ rows: [ReportRow], _ comparison: Comparison) -> [String] {
        [
            "## Results\n",
            ResultTable(
                groups: comparison.groups, isGrouped: comparison.repeatsSeeds, objective: comparison.objective,
                comparison: comparison
            ).markdown,
            notes(rows, comparison),
        ]
    }

    /// Where the first table's rows stand for several.
    private static func singleRuns(_ rows: [ReportRow], _ comparison: Comparison) -> [String] {
        guard comparison.repeatsSeeds else { return [] }
        let singles = rows.map { RunGroup(name: $0.run.name, rows: [$0]) }
        let table = ResultTable(groups: singles, isGrouped: false, objective: comparison.objective)
        return ["## Single runs\n", table.markdown]
    }

    /// What the table's words mean, as far as they stand in it.
    private static func notes(_ rows: [ReportRow], _ comparison: Comparison) -> String {
        let objective = comparison.objective
        var notes = ["In the order of the file; \(decision(comparison))."]
        if comparison.repeatsSeeds {
            notes.append("Mean ± standard deviation over the n runs that are done.")
            if let remark = RunGroup.remarkOnCounts(comparison.groups, by: objective) { notes.append(remark) }
        }
        notes += DifferenceToBest.notes(
            comparison, advice: ": the same \(PairedDifference.fewestPairs) seeds of each configuration would",
            .markdown)
        let metric = objective.metric
        notes.append("*best* in a column's name is the validation with the \(metric.extreme) \(metric.shortWords).")
        notes.append("Train loss is the mean of the last epoch. Nothing was chosen by the test set.")
        if rows.contains(where: { $0.run.configuration[path: ["label_smoothing"]]?.asNumber ?? 0 > 0 }) {
            notes.append("Train loss contains label smoothing, where a run has it; validation and test loss do not.")
        }
        if rows.contains(where: { $0.record?.rateBounds != nil }) {
            notes.append(
                "Where a learning rate is two numbers, they are the schedule's bounds: a decay or a warm-up may keep the "
                    + "run away from them.")
        }
        notes += chance(rows, objective)
        return notes.joined(separator: " ") + "\n"
    }

    /// What "at chance" means, by the guess that a run was no better than; nothing where no run is at chance.
    private static func chance(_ rows: [ReportRow], _ objective: Objective) -> [String] {
        let datasets = rows.filter { $0.verdict == .atChance }.compactMap(\.record?.dataset)
        /// Where the best validation decides, a run may have learned something before.
        func meaning(_ guess: String) -> String {
            switch objective.moment {
            case .last: ", hardly better than \(guess) has: the run learned nothing."
            case .best: ": the run ended no better than \(guess)."
            }
        }
        var notes: [String] = []
        if datasets.contains(where: { $0.frequentClassGuess == nil }) {
            notes.append(
                "**At chance**: the last validation accuracy is within three standard errors of 1 / classes and the "
                    + "loss at least the entropy of the classes' shares, ln(classes) where they are equal, less "
                    + "\(Verdict.lossTolerance) at most" + meaning("a guess by the shares alone"))
        }
        if datasets.contains(where: { $0.frequentClassGuess != nil }) {
            notes.append(
                "**At chance**, where one class is clearly more frequent than 1 / classes: the last validation accuracy "
                    + "is, within three standard errors, no higher than that class's share, and the loss at least the "
                    + "entropy of the classes' shares, less \(Verdict.lossTolerance) at most"
                    + meaning("naming one class for all"))
        }
        return notes
    }

    /// By what, in which column, and what the mark has to do with it.
    private static func decision(_ comparison: Comparison) -> String {
        let objective = comparison.objective
        let column =
            switch objective.moment {
            case .last: ""
            case .best: " (*\(objective.shortWords)*)"
            }
        let mark =
            comparison.best == nil ? "" : ", of which (best) marks the \(objective.metric.extreme)\(comparison.field)"
        return "decided by \(objective.words)\(column)\(mark)"
    }

    private static func rangeTests(_ report: Report, _ rows: [ReportRow], _ figures: [SummaryFigure]) -> [String] {
        let users = Dictionary(grouping: rows.filter(\.run.hasFoundRates), by: \.run.rateSource)
        let sections = report.experiment.rangeTests.map { test in
            let figure = figures.first { $0.rangeTest == test.key }
            return RangeTestSection.text(
                test, record: report.rangeTests[test.key], damaged: report.damagedRecord(of: test),
                users: users[.rangeTest(key: test.key), default: []], figure: figure)
        }
        return sections.isEmpty ? [] : ["## Learning-rate range tests\n"] + sections
    }

    private static func curves(_ figures: [SummaryFigure], _ comparison: Comparison) -> [String] {
        let curves = figures.filter { $0.rangeTest == nil }
        guard !curves.isEmpty else { return [] }
        var notes: [String] = []
        if comparison.repeatsSeeds {
            notes.append(
                "Where seeds repeat, lines are means and bands reach from the lowest to the highest, as far as all seeds "
                    + "go; a run that diverged is in neither, unless nothing else of its group was measured.\n")
        }
        if let incomplete = curves.map(\.incomplete).first(where: { !$0.isEmpty }) {
            notes.append(
                "The curves of \(WordList.text(incomplete.map(Markdown.code))) are not whole: `\(MetricsFile.name)` does "
                    + "not reach the end of the run, was changed since, or not all of it can be read (of a file that is "
                    + "larger than \(MetricsFile.sizeLimit >> 20) MiB nothing is). The tables do not depend on it, but "
                    + "for a best validation by a metric that was not the objective when the run was trained.\n")
        }
        return ["## Figures\n"] + curves.map { $0.markdown + "\n" } + notes
    }

    private static func failures(_ rows: [ReportRow]) -> [String] {
        let lines = rows.compactMap { row -> String? in
            switch row.state {
            case .diverged, .failed, .interrupted:
                let reason = row.record?.reason.map { ": " + Markdown.text($0) } ?? ""
                return "- \(Markdown.code(row.run.name)) \(row.state.verb)\(place(of: row))\(reason)\n"
            case .done, .running, .damaged, .notStarted, .notSelected: return nil
            }
        }
        return lines.isEmpty ? [] : ["## Diverged, failed and interrupted runs\n", lines.joined()]
    }

    /// Where a run that failed could have gone on. The reasons of the others name their steps.
    private static func place(of row: ReportRow) -> String {
        guard row.state == .failed, let record = row.record, let step = record.stoppedAtStep else { return "" }
        return " at step \(step) of \(record.workload.steps)"
    }
}

extension ReportRow.State {
    fileprivate var verb: String {
        switch self {
        case .interrupted: "was interrupted"
        case .done, .diverged, .failed, .running, .damaged, .notStarted, .notSelected: words
        }
    }
}
