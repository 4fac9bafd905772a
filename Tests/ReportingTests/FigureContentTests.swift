import Experiment
import Figures
import Reporting
import Testing

/// What figures show of runs, beside figures that are made by hand.
@Suite struct FigureContentTests: GridReports {
    @Test func `a curve is the mean of a group's seeds, in a band from the lowest to the highest`() throws {
        /// The validations of three seeds after two epochs; the training loss is twice theirs.
        let validations: [(seed: UInt64, epoch: Int, accuracy: Double, loss: Double)] = [
            (1, 1, 0.2, 0.25), (2, 1, 0.4, 0.5), (3, 1, 0.9, 1.5),
            (1, 2, 0.4, 0.25), (2, 2, 0.6, 0.25), (3, 2, 0.8, 1),
        ]
        let splits: [(split: Experiment.Measurement.Split, factor: Double)] = [(.train, 2), (.validation, 1)]
        func measurements(seed: UInt64) -> [Experiment.Measurement] {
            validations.filter { $0.seed == seed }.flatMap { validation in
                splits.map { split, factor in
                    Experiment.Measurement(
                        step: validation.epoch * 1875, epoch: Double(validation.epoch), split: split,
                        loss: validation.loss * factor, accuracy: validation.accuracy, learningRate: 1e-3)
                }
            }
        }
        let runs = Samples.runs("a", [1, 2, 3])
        let report = Samples.report(Samples.plan(runs: runs), runs.map { Samples.record($0, Samples.outcome()) })
        let figures = SummaryFigures.all(report) { measurements(seed: $0.run.seed) }

        func chart(_ title: String, _ axis: Axis, _ band: [BandPoint], means: [Double]) -> LineChart {
            let points = zip(band, means).map { Point(x: $0.x, y: $1) }
            return LineChart(
                title: title, xAxis: Axis("epoch"), yAxis: axis,
                series: [Series(label: "a", points: points, band: band)])
        }
        let loss = Axis("loss", extent: .withoutExplosions())
        let charts = [
            chart(
                "Validation accuracy", Axis("accuracy, %"),
                [BandPoint(x: 1, low: 20, high: 90), BandPoint(x: 2, low: 40, high: 80)], means: [50, 60]),
            chart(
                "Validation loss", loss,
                [BandPoint(x: 1, low: 0.25, high: 1.5), BandPoint(x: 2, low: 0.25, high: 1)], means: [0.75, 0.5]),
            chart(
                "Training loss", loss,
                [BandPoint(x: 1, low: 0.5, high: 3), BandPoint(x: 2, low: 0.5, high: 2)], means: [1.5, 1]),
        ]
        #expect(figures.map(\.title) == charts.map(\.title))
        let drawn = try figures.map { try $0.svg() }
        let expected = try charts.map { try $0.svg() }
        #expect(drawn == expected)
    }

    @Test func `the results are the runs of each group, their mean and the deviation of the sample`() throws {
        let runs = Samples.runs("three", [1, 2, 3]) + Samples.runs("one", [1])
        let records = zip(runs, [0.625, 0.75, 0.875, 0.5]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        let figures = SummaryFigures.all(Samples.report(Samples.plan(runs: runs), records)) { _ in [] }
        let figure = try #require(figures.count == 1 ? figures.first : nil)
        // The root of the squares of 12.5, 0 and 12.5 over n − 1.
        let plot = DotPlot(
            title: "Last validation accuracy", axis: Axis("accuracy, %"),
            rows: [
                DotPlot.Row("three", values: [62.5, 75, 87.5], mean: 75, deviation: 12.5, isMarked: true),
                DotPlot.Row("one", values: [50], mean: 50, deviation: nil),
            ])
        let drawn = try figure.svg()
        let expected = try plot.svg()
        #expect(drawn == expected)
    }

    @Test func `a heat map has each combination in its place, the longer key downwards`() throws {
        try expect(
            report([[0.5, 0.6], [0.7, 0.8]]),
            HeatMap(
                title: "Last validation accuracy by model and learning_rate",
                rows: HeatMap.Side("model", labels: ["m0", "m1"]),
                columns: HeatMap.Side("learning_rate", labels: ["0.1", "0.2"]),
                cells: [
                    [HeatMap.Cell(0.5, text: "50.0"), HeatMap.Cell(0.6, text: "60.0")],
                    [HeatMap.Cell(0.7, text: "70.0"), HeatMap.Cell(0.8, text: "80.0")],
                ]))
        try expect(
            report([[0.5, 0.6, 0.7], [0.8, 0.9, 0.4]]),
            HeatMap(
                title: "Last validation accuracy by learning_rate and model",
                rows: HeatMap.Side("learning_rate", labels: ["0.1", "0.2", "0.3"]),
                columns: HeatMap.Side("model", labels: ["m0", "m1"]),
                cells: [
                    [HeatMap.Cell(0.5, text: "50.0"), HeatMap.Cell(0.8, text: "80.0")],
                    [HeatMap.Cell(0.6, text: "60.0"), HeatMap.Cell(0.9, text: "90.0")],
                    [HeatMap.Cell(0.7, text: "70.0"), HeatMap.Cell(0.4, text: "40.0")],
                ]))
    }

    @Test func `of losses the lowest one is the lightest`() throws {
        try expect(
            report([[0.5, 0.6], [0.7, 0.8]], objective: Objective(metric: .validationLoss)) {
                Samples.outcome(accuracy: 0.5, loss: $0)
            },
            HeatMap(
                title: "Last validation loss by model and learning_rate",
                rows: HeatMap.Side("model", labels: ["m0", "m1"]),
                columns: HeatMap.Side("learning_rate", labels: ["0.1", "0.2"]),
                cells: [
                    [HeatMap.Cell(0.5, text: "0.5000"), HeatMap.Cell(0.6, text: "0.6000")],
                    [HeatMap.Cell(0.7, text: "0.7000"), HeatMap.Cell(0.8, text: "0.8000")],
                ], extent: .withoutExplosions(usual: .half), isLowLight: true))
    }

    @Test func `where a combination has no mean its cell tells of all of its runs`() throws {
        var report = report([[0.5, 0.625], [0.75, 0.875]], spread: 0.03125) { accuracy in
            switch accuracy {
            case 0.59375, 0.71875: Samples.outcome(.interrupted(step: 3), accuracy: accuracy)
            case ..<0.6: Samples.outcome(accuracy: accuracy)
            default: Samples.outcome(.diverged(step: 3, learningRate: 1), accuracy: accuracy)
            }
        }
        report.runs["identity of 1,0,1"] = nil
        try expect(
            report,
            HeatMap(
                title: "Last validation accuracy by model and learning_rate",
                rows: HeatMap.Side("model", labels: ["m0", "m1"]),
                columns: HeatMap.Side("learning_rate", labels: ["0.1", "0.2"]),
                cells: [
                    [
                        HeatMap.Cell(0.5, text: "50.0"),
                        HeatMap.Cell(.nan, text: "1 of 2 diverged", shortText: "1/2"),
                    ],
                    [
                        HeatMap.Cell(.nan, text: "1 interrupted, 1 not started"),
                        HeatMap.Cell(.nan, text: "diverged"),
                    ],
                ]))
        let text = MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        #expect(
            text.contains("(figures/grid.svg)\n\nIn a narrow cell 1/3 means that 1 of 3 diverged.\n"), "\(text)")
    }

    /// Expects that the heat map of `report` is drawn as `map` is.
    private func expect(_ report: Report, _ map: HeatMap) throws {
        // Behind the results; without measurements there are no curves.
        let figure = try #require(SummaryFigures.all(report) { _ in [] }.last)
        #expect(figure.title == map.title)
        let drawn = try figure.svg()
        let expected = try map.svg()
        #expect(drawn == expected)
    }
}
