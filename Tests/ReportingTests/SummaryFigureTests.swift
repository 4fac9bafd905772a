import Experiment
import Reporting
import Testing

@Suite struct SummaryFigureTests {
    @Test func `the figures stand in the summary and are drawn the same each time`() throws {
        let measurements = (1...10).map { half -> Experiment.Measurement in
            let step = Double(half)
            return Experiment.Measurement(
                step: half * 375, epoch: step / 2, split: .validation, loss: 1 / step, accuracy: 1 - 1 / (step + 1),
                learningRate: 1e-3)
        }
        let figures = SummaryFigures.all(Samples.fashionReport) { _ in measurements }
        let text = MarkdownSummary.render(Samples.fashionReport, figures: figures)
        #expect(text.contains("![Validation accuracy](figures/validation-accuracy.svg)"))
        #expect(text.contains("](figures/finder-\(Samples.testKey).svg)"))
        let again = SummaryFigures.all(Samples.fashionReport) { _ in measurements }
        #expect(try again.map { try $0.svg() } == figures.map { try $0.svg() })
        #expect(MarkdownSummary.render(Samples.fashionReport, figures: again) == text)
        // Of single points the table tells as much.
        let points = SummaryFigures.all(Samples.fashionReport) { _ in [measurements[0]] }
        #expect(!MarkdownSummary.render(Samples.fashionReport, figures: points).contains("validation-accuracy.svg"))
        #expect(points.count < figures.count)
        // One run with a curve is enough.
        let first = Samples.fashionReport.rows.first?.run.name
        let mixed = SummaryFigures.all(Samples.fashionReport) {
            $0.run.name == first ? measurements : [measurements[0]]
        }
        #expect(MarkdownSummary.render(Samples.fashionReport, figures: mixed).contains("validation-accuracy.svg"))
    }

    /// The last line of a run is the mean of what is left of its steps.
    @Test func `the training loss does not end with the noise of a few steps`() throws {
        func pictures(_ steps: [Int]) throws -> [[UInt8]] {
            let lines = steps.map { step in
                Experiment.Measurement(
                    step: step, epoch: Double(step) / 750, split: .train, loss: 1 + 1 / Double(step), accuracy: 0.5,
                    learningRate: 1e-3)
            }
            return try SummaryFigures.all(Samples.fashionReport) { _ in lines }.map { try $0.svg() }
        }
        let whole = [50, 100, 150, 200]
        #expect(try pictures(whole + [224]) == pictures(whole))
        #expect(try pictures(whole + [225]) != pictures(whole))
        #expect(try pictures(whole + [250]) != pictures(whole))
        // Lines that were lost make none that is left a short one.
        #expect(try pictures([50, 100, 300, 350]) != pictures([50, 100, 300]))
        // Of a single one that is left the table tells as much.
        #expect(try pictures([50, 63]) == pictures([50]))
        #expect(try pictures([50, 100]).count > pictures([50]).count)
    }

    @Test func `what the dots and bars of the results are is said below them`() throws {
        let text = MarkdownSummary.render(
            Samples.fashionReport, figures: SummaryFigures.all(Samples.fashionReport) { _ in [] })
        #expect(
            text.contains(
                """
                (figures/results.svg)

                A small dot is a run, a large one the mean of its group, a bar one standard deviation to either side; the \
                best is bold and orange.

                """), "\(text)")
        let runs = ["a", "b"].map { Samples.plannedRun($0) }
        func legend(_ accuracies: [Double]) -> Substring? {
            let records = zip(runs, accuracies).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
            let single = Samples.report(Samples.plan(runs: runs), records)
            let text = MarkdownSummary.render(single, figures: SummaryFigures.all(single) { _ in [] })
            return text.split(separator: "\n").first { $0.hasPrefix("A dot is a run") }
        }
        #expect(legend([0.9, 0.8]) == "A dot is a run; the best is bold and orange.")
        #expect(legend([0.9, 0.9]) == "A dot is a run; those level at the top are bold and orange.")
    }

    @Test func `the results say which groups they do not show, and why`() {
        #expect(
            MarkdownSummary.render(
                Samples.fashionReport, figures: SummaryFigures.all(Samples.fashionReport) { _ in [] }
            ).contains("![Last validation accuracy (not shown: 1 without a result)](figures/results.svg)"))
        let runs = (1...44).map { Samples.plannedRun("\($0)") }
        let records = runs.prefix(43).enumerated().map { index, run in
            Samples.record(
                run, index < 2 ? Samples.outcome(.diverged(step: 3, learningRate: 1)) : Samples.outcome(accuracy: 0.8))
        }
        let report = Samples.report(Samples.plan(runs: runs), records)
        let text = MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        #expect(
            text.contains(
                "![Last validation accuracy (the best 40 of 41; not shown: 2 that diverged, 1 without a result)]"),
            "\(text)")
    }

    @Test func `a chart says what it does not show, and why`() {
        /// The titles where each run has two validations with this loss, and one with none has no measurement.
        func titles(_ losses: [(name: String, loss: Double?)]) -> [String] {
            let runs = losses.map { Samples.plannedRun($0.name) }
            let records = zip(runs, losses).map { run, given in
                Samples.record(
                    run, given.name == "lost" ? Samples.outcome(.diverged(step: 3, learningRate: 1)) : Samples.outcome()
                )
            }
            let report = Samples.report(Samples.plan(runs: runs), records)
            let figures = SummaryFigures.all(report) { row in
                guard let loss = losses.first(where: { $0.name == row.run.name })?.loss else { return [] }
                return [1, 2].map { epoch in
                    Experiment.Measurement(
                        step: 1875 * epoch, epoch: Double(epoch), split: .validation, loss: loss / Double(epoch),
                        accuracy: 0.5, learningRate: 1e-3)
                }
            }
            return MarkdownSummary.render(report, figures: figures)
                .matches(of: /\[(Validation [^\]]*)\]/).map { String($0.output.1) }
        }
        #expect(titles([("a", 0.5), ("b", 0.6)]) == ["Validation accuracy", "Validation loss"])
        #expect(
            titles([("a", 0.5), ("b", 0.6), ("lost", nil), ("off", 1e9)]) == [
                "Validation accuracy (not shown: 1 that diverged)",
                "Validation loss (not shown: 1 that diverged, 1 off the scale)",
            ])
        #expect(titles([("a", 0.5), ("b", nil)]).last == "Validation loss (not shown: 1 without measurements)")
        let many = (1...21).map { (name: "\($0)", loss: 0.5 as Double?) }
        #expect(titles(many).last == "Validation loss (the best 20 of 21)")
    }

    @Test func `a run that diverged does not cut the curve of its group`() throws {
        /// The curves of a group whose third seed diverged after its first epoch, or of its other seeds alone.
        func pictures(_ name: String, seeds: [UInt64]) throws -> [[UInt8]] {
            let runs = Samples.runs(name, seeds)
            let records = runs.map { run in
                Samples.record(
                    run,
                    run.configuration.seed == 3
                        ? Samples.outcome(.diverged(step: 2000, learningRate: 1)) : Samples.outcome())
            }
            return try SummaryFigures.all(Samples.report(Samples.plan(runs: runs), records)) { row in
                (row.state == .diverged ? [1] : [1, 2, 3]).map { epoch in
                    Experiment.Measurement(
                        step: 1250 * epoch, epoch: Double(epoch), split: .validation,
                        loss: Double(row.run.seed) / Double(epoch), accuracy: 0.5, learningRate: 1e-3)
                }
            }.map { try $0.svg() }
        }
        let curves = try pictures("a", seeds: [1, 2, 3])
        #expect(curves.count == 2)
        #expect(try curves == pictures("a (1 of 3 diverged)", seeds: [1, 2]))
    }

    @Test func `a run that diverged sets no scale where the others of its group have not begun`() throws {
        /// Of `a`, and of a group whose first seed diverged at a loss of 9 and whose other seeds have not begun.
        func figures(_ name: String, seeds: [UInt64]) -> (text: String, figures: [SummaryFigure]) {
            let runs = Samples.runs("a", [1]) + Samples.runs(name, seeds)
            let records = [
                Samples.record(runs[0], Samples.outcome()),
                Samples.record(runs[1], Samples.outcome(.diverged(step: 2500, learningRate: 1))),
            ]
            let report = Samples.report(Samples.plan(runs: runs), records)
            let figures = SummaryFigures.all(report) { row in
                guard row.record != nil else { return [] }
                return [1, 2].map { epoch in
                    Experiment.Measurement(
                        step: 1875 * epoch, epoch: Double(epoch), split: .validation,
                        loss: row.state == .diverged ? 9 : 0.5 / Double(epoch), accuracy: 0.5, learningRate: 1e-3)
                }
            }
            return (MarkdownSummary.render(report, figures: figures), figures)
        }
        let (text, drawn) = figures("b", seeds: [1, 2])
        #expect(text.contains("![Validation loss (not shown: 1 off the scale)]"), "\(text)")
        #expect(
            text.contains("a run that diverged is in neither, unless nothing else of its group was measured."),
            "\(text)")
        // Its name says that it is not all of them.
        let named = figures("b (1 of 2 diverged)", seeds: [1]).figures
        #expect(drawn.count == 2)
        #expect(try drawn.map { try $0.svg() } == named.map { try $0.svg() })
    }

    @Test func `a run that diverged is drawn where the others of its group have no such measurement yet`() throws {
        let runs = Samples.runs("a", [1]) + Samples.runs("b", [1, 2])
        let records = [
            Samples.record(runs[0], Samples.outcome()),
            Samples.record(runs[1], Samples.outcome(.diverged(step: 2500, learningRate: 1))),
        ]
        let report = Samples.report(Samples.plan(runs: runs), records)
        /// Where the second seed of `b` has these lines.
        func pictures(_ begun: [Experiment.Measurement]) throws -> [[UInt8]] {
            try SummaryFigures.all(report) { row in
                guard row.record != nil else { return begun }
                return [1, 2].map { epoch in
                    Experiment.Measurement(
                        step: 1875 * epoch, epoch: Double(epoch), split: .validation,
                        loss: row.state == .diverged ? 9 : 0.5 / Double(epoch), accuracy: 0.5, learningRate: 1e-3)
                }
            }.map { try $0.svg() }
        }
        let trained = Experiment.Measurement(
            step: 50, epoch: 0.1, split: .train, loss: 2, accuracy: 0.5, learningRate: 1e-3)
        #expect(try pictures([]).count == 2)
        #expect(try pictures([trained]) == pictures([]))
    }

    @Test func `a run whose measurements were cut is named below the curves`() throws {
        let names = Samples.fashionReport.rows.filter { $0.state == .done }.map(\.run.name)
        func text(_ cut: (ReportRow) -> Bool) -> String {
            let figures = SummaryFigures.all(Samples.fashionReport) { row in
                let last = row.record?.workload.steps ?? 0
                return [10, cut(row) ? last - 1 : last].map { step in
                    Experiment.Measurement(
                        step: step, epoch: Double(step), split: .validation, loss: 1, accuracy: 0.5, learningRate: 1e-3)
                }
            }
            return MarkdownSummary.render(Samples.fashionReport, figures: figures)
        }
        #expect(!text { _ in false }.contains("not whole"))
        #expect(text { $0.run.name == names[1] }.contains("The curves of `\(names[1])` are not whole: `metrics.jsonl`"))
        // A run that diverged ended where it did.
        #expect(!text { $0.state != .done }.contains("not whole"))
    }

    @Test func `a run with measurements that cannot be read is named below the curves`() {
        let names = Samples.fashionReport.rows.filter { $0.state == .done }.map(\.run.name)
        let figures = SummaryFigures.all(Samples.fashionReport) { row in
            let last = row.record?.workload.steps ?? 0
            let whole = [10, last].map { step in
                Experiment.Measurement(
                    step: step, epoch: Double(step), split: .validation, loss: 1, accuracy: 0.5, learningRate: 1e-3)
            }
            return row.run.name == names[1] ? [whole[0], nil, whole[1]] : whole
        }
        let text = MarkdownSummary.render(Samples.fashionReport, figures: figures)
        #expect(text.contains("The curves of `\(names[1])` are not whole: `metrics.jsonl`"), "\(text)")
        #expect(text.contains(" not all of it can be read (of a file that is larger than 1024 MiB "), "\(text)")
    }
}
