import Experiment
import Reporting
import Testing

@Suite struct FigureLabelTests {
    /// A grid whose names are longer than there is room, and differ in their middles.
    private static let report: Report = {
        var runs: [PlannedRun] = []
        for rate in ["0.01", "0.02"] {
            for size in ["8", "16", "32"] {
                for optimizer in ["adam", "rmsprop"] {
                    let name = "learning_rate=\(rate),batch_size=\(size),optimizer=\(optimizer),weight_decay=0"
                    runs.append(
                        Samples.plannedRun(
                            name,
                            varied: [
                                ("learning_rate", .string(rate)), ("batch_size", .string(size)),
                                ("optimizer", .string(optimizer)), ("weight_decay", .string("0")),
                            ]))
                }
            }
        }
        let records = runs.enumerated().map { index, run in
            Samples.record(run, Samples.outcome(accuracy: 0.8 + Double(index) / 100))
        }
        return Samples.report(Samples.plan(runs: runs), records)
    }()

    /// The texts of a figure in the colour of labels and titles, as the glyphs that they are drawn with.
    private func texts(_ svg: [UInt8]) -> [[String]] {
        String(decoding: svg, as: UTF8.self)
            .matches(of: /<g style="fill:rgb\(12\.156863%[^"]*">((?:\s*<use [^>]*>)+)\s*<\/g>/)
            .map { text in text.output.1.matches(of: /#(glyph[0-9\-]+)/).map { String($0.output.1) } }
    }

    @Test func `names of a grid stay distinct in every figure`() throws {
        let lines = [1, 2].map { epoch in
            Experiment.Measurement(
                step: 1875 * epoch, epoch: Double(epoch), split: .validation, loss: 1 / Double(epoch), accuracy: 0.5,
                learningRate: 1e-3)
        }
        let figures = SummaryFigures.all(Self.report) { _ in lines }
        #expect(figures.count == 3)
        for figure in figures {
            let texts = try texts(figure.svg())
            // Twelve names, and titles.
            #expect(texts.count > 12 && Set(texts).count == texts.count)
        }
    }

    @Test func `a variant above a column reads as in a run's short name`() throws {
        func pictures(_ variant: (path: String, value: SettingValue)) throws -> [[UInt8]] {
            let optimizers: [(path: String, value: SettingValue)] = [("optimizer", .string("adam")), variant]
            let runs = optimizers.enumerated().flatMap { index, optimizer in
                [1e-3, 1e-2, 1e-1].map { rate in
                    Samples.plannedRun(
                        "\(index),\(rate)",
                        varied: [optimizer, (path: "learning_rate", value: SettingValue.number(rate))])
                }
            }
            let records = runs.enumerated().map { index, run in
                Samples.record(run, Samples.outcome(accuracy: 0.8 + Double(index) / 100))
            }
            let report = Samples.report(Samples.plan(runs: runs), records)
            return try SummaryFigures.all(report) { _ in [] }.map { try $0.svg() }
        }
        let short = try pictures((path: "optimizer", value: .string("sgd,0.9")))
        // The results, and the heat map.
        #expect(short.count == 2)
        #expect(try pictures((path: "optimizer.sgd.momentum", value: .number(0.9))) == short)
    }

    @Test func `a legend counts the steps of trials in the singular too`() throws {
        func glyphs(trialsOf steps: Int) throws -> Int {
            var outcome = Samples.curve
            for index in outcome.trials.indices { outcome.trials[index].steps = steps }
            let report = Samples.report(
                Samples.plan([.rangeTest(Samples.rangeTest)]), [], rangeTests: [Samples.rangeTestRecord(outcome)])
            // No run has begun: the only figure is the range test's.
            let figures = SummaryFigures.all(report) { _ in [] }
            let figure = try #require(figures.count == 1 ? figures.first : nil)
            return String(decoding: try figure.svg(), as: UTF8.self).matches(of: /<use [^>]*#glyph/).count
        }
        // "step" has one letter less than "steps".
        #expect(try glyphs(trialsOf: 2) == glyphs(trialsOf: 1) + 1)
    }

    @Test func `the picture of a range test spans what was measured and the chosen rate`() throws {
        func picture(_ change: (inout RangeTestOutcome) -> Void) throws -> String {
            var outcome = Samples.curve
            change(&outcome)
            let report = Samples.report(
                Samples.plan([.rangeTest(Samples.rangeTest)]), [], rangeTests: [Samples.rangeTestRecord(outcome)])
            let figures = SummaryFigures.all(report) { _ in [] }
            return String(decoding: try #require(figures.first).svg(), as: UTF8.self)
        }
        /// The lines and the dots in the colour of the chosen rate.
        func chosen(_ svg: String) -> [Int] {
            [
                svg.ranges(of: "stroke:rgb(70.196078%,0%,0%)").count,
                svg.matches(of: /<path [^>]*fill:rgb\(70\.196078%,0%,0%\)/).count,
            ]
        }
        let plain = try picture { $0.readings = [] }
        #expect(chosen(plain) == [1, 1])
        // Another rule's rate, and the beginning of a range, far below the ladder.
        #expect(
            try picture { $0.readings = [.init(rule: .minimum, learningRate: 1e-12, reason: nil)] } == plain)
        #expect(try picture { $0.readings = [.init(rule: .minimum, learningRate: 1e-4, reason: nil)] } != plain)
        let low = try picture { $0.range = .init(minimum: 1e-10, maximum: 0.003) }
        #expect(try picture { $0.range = .init(minimum: 1e-12, maximum: 0.003) } == low)
        // The loss at such a rate nobody has measured.
        #expect(chosen(try picture { $0.learningRate = 1e-12 }) == [1, 0])
        // The first rate in the two digits of a suggestion, and a rate below it.
        for (rate, expected) in [(1.2e-5, [1, 1]), (1.1e-5, [1, 0])] {
            let below = try picture {
                $0.curve[0].learningRate = 1.24e-5
                $0.learningRate = rate
            }
            #expect(chosen(below) == expected, "\(rate)")
        }
        // Where the loss falls at once, its beginning is a few of many points; what climbs behind the fall leaves.
        func falling(_ begin: Double, to end: Double) throws -> String {
            try picture { outcome in
                outcome.curve = (1...100).map { step in
                    let loss = step < 5 ? begin : step < 98 ? 0.7 + 1e-3 * Double(step) : end
                    return RangeTestOutcome.Point(
                        learningRate: 1e-3 * Double(step), loss: loss, smoothedLoss: loss)
                }
            }
        }
        #expect(chosen(try falling(2.3, to: 0.9)) == [1, 1])
        #expect(chosen(try falling(2.3, to: 20)) == [1, 1])
    }

    @Test func `behind an experiment's name every key of a run's is left out`() throws {
        let texts = try texts(ExperimentComparison([("the first experiment", Self.report)]).figure.svg())
        let longest = "the first experiment: 0.02,32,rmsprop,0"
        #expect(texts.count > 12 && texts.allSatisfy { $0.count <= longest.count }, "\(texts.map(\.count))")
    }
}
