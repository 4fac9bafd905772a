import Experiment
import Figures
import Reporting
import Testing

/// What figures show of runs and range tests, beside figures that are made by hand.
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

    @Test func `a range test has its losses, its sweeps' band, its rates and its range, and no climb`() throws {
        let rates = [1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2]
        let batch: [Double] = [2.5, 0.7, 0.8, 0.6, 0.55, 0.5, 0.6, 0.8, 3, .nan]
        // Smoothed, of three sweeps, of which the highest diverged first.
        let low = [2.3, 0.75, 0.7, 0.625, 0.5, 0.5, 0.4375, 0.5, 0.7, 8]
        let middle = [2.4, 0.8, 0.75, 0.7, 0.6, 0.55, 0.5, 0.6, 0.9, 9]
        let high = [2.5, 0.9, 0.8, 0.75, 0.7, 0.6, 0.5625, 0.75, 9]
        func curve(_ smoothed: [Double]) -> [RangeTestOutcome.Point] {
            zip(rates, zip(batch, smoothed)).map { .init(learningRate: $0, loss: $1.0, smoothedLoss: $1.1) }
        }
        var record = Samples.rangeTestRecord(
            RangeTestOutcome(
                sweeps: [low, middle, high].enumerated().map { index, losses in
                    .init(seed: UInt64(index), curve: curve(losses), stop: .diverged)
                },
                curve: curve(middle),
                readings: [
                    .init(rule: .minimum, learningRate: 0.005, reason: nil),
                    .init(rule: .steepest, learningRate: 0.002, reason: nil),
                    .init(rule: .valley, learningRate: 0.001, reason: nil),
                    .init(rule: .slide, learningRate: 0.001, reason: nil),
                    .init(rule: .lightning, learningRate: nil, reason: "the curve has 10 points"),
                ],
                range: .init(minimum: 0.0004, maximum: 0.004),
                trials: [
                    .init(learningRate: 1e-3, steps: 40, score: Score(loss: 1.5, accuracy: 0.4), hasDecided: false),
                    .init(learningRate: 1e-3, steps: 70, score: Score(loss: 0.75, accuracy: 0.7), hasDecided: true),
                    .init(learningRate: 2e-3, steps: 70, score: Score(loss: 0.625, accuracy: 0.8), hasDecided: true),
                    .init(learningRate: 4e-3, steps: 70, score: nil, hasDecided: true),
                ], learningRate: 0.002, reason: nil, samples: 9600, seconds: 4))

        func line(_ losses: [Double]) -> [Point] { zip(rates, losses).map { Point(x: $0, y: $1) } }
        let band = zip(rates, zip(low, high + [9])).map { BandPoint(x: $0, low: $1.0, high: $1.1) }
        var chart = LineChart(
            title: "Learning-rate range test \(Samples.testKey)",
            xAxis: Axis("learning rate", scale: .logarithmic),
            yAxis: Axis("training loss", extent: .withoutExplosions(factor: 2, kept: 2.4)),
            series: [
                Series(label: "smoothed", points: line(middle), band: band, color: 0),
                Series(label: "batch", points: line(batch), color: 0, emphasis: .faint),
                Series(
                    label: "trials of 70 steps", points: [Point(x: 1e-3, y: 0.75), Point(x: 2e-3, y: 0.625)], color: 1),
            ],
            marks: [
                Mark("suggestion 0.002", x: 0.002, line: 0),
                Mark("valley, slide 0.001", x: 0.001, line: 0, emphasis: .faint),
                Mark("minimum 0.005", x: 0.005, line: 0, emphasis: .faint),
            ], shadedRange: ShadedRange("range", 0.0004...0.004))
        try expect(record, chart)
        var whole = chart
        whole.yAxis.extent = .all
        #expect(try whole.svg() != chart.svg())

        // One climb of a linear ladder, on held-out samples, that chose nothing.
        record.settings.mode = .linear
        record.settings.metric = .validationLoss
        record.outcome = RangeTestOutcome(
            sweeps: [.init(seed: 1, curve: curve(middle), stop: .diverged)], curve: curve(middle), learningRate: nil,
            reason: nil, samples: 9600, seconds: 4)
        chart.xAxis.scale = .linear
        chart.yAxis.label = "loss on held-out samples"
        chart.series.removeLast()
        chart.series[0].band = []
        chart.marks = []
        chart.shadedRange = nil
        try expect(record, chart)
    }

    /// Expects that the curve of the range test is drawn as `chart` is.
    private func expect(_ record: RangeTestRecord, _ chart: LineChart) throws {
        let report = Samples.report(Samples.plan([.rangeTest(Samples.rangeTest)]), [], rangeTests: [record])
        // No run has begun: the only figure is the range test's.
        let figures = SummaryFigures.all(report) { _ in [] }
        let figure = try #require(figures.count == 1 ? figures.first : nil)
        #expect(figure.title == "Range test \(Samples.testKey)")
        let drawn = try figure.svg()
        let expected = try chart.svg()
        #expect(drawn == expected)
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
