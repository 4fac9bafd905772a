import Experiment

/// What the summary says of one range test: the choice and why, the trials, the curve, what other rules read from it.
enum RangeTestSection {
    static func text(
        _ test: ExperimentRecord.RangeTest, record: RangeTestRecord?, damaged: DamagedRecord?, users: [ReportRow],
        figure: SummaryFigure?
    ) -> String {
        let first =
            record.map { suggestion($0, users: users) }
            ?? damaged.map { "Nothing is known of it: \($0.reason)." } ?? absence(of: test, users: users)
        var blocks = ["### \(Markdown.code(test.key))", first]
        if let record { blocks += findings(record, users: users, figure: figure) }
        return joined(blocks)
    }

    /// The same of a test that has ended, for a page of its own, beside its picture.
    static func result(_ record: RangeTestRecord) -> String {
        joined([suggestion(record, users: [])] + findings(record, users: [], figure: nil))
    }

    private static func joined(_ blocks: [String]) -> String {
        blocks.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined(separator: "\n")
    }

    /// What stands behind the choice; nothing before there is an outcome.
    private static func findings(
        _ record: RangeTestRecord, users: [ReportRow], figure: SummaryFigure?
    ) -> [String] {
        guard let outcome = record.outcome else { return [] }
        var blocks = [cost(record, outcome, users: users)]
        if !outcome.trials.isEmpty { blocks.append(trials(outcome)) }
        blocks.append(course(record, outcome))
        if let figure { blocks.append(figure.markdown) }
        if !outcome.readings.isEmpty { blocks.append(rules(outcome)) }
        return blocks
    }

    /// What there is to say of one without a record: somebody may have removed it, or copied the runs without it.
    private static func absence(of test: ExperimentRecord.RangeTest, users: [ReportRow]) -> String {
        guard !users.isEmpty, users.allSatisfy({ $0.record?.isFinished == true }) else { return "Not begun." }
        let folder = PlanItemID.rangeTest(key: test.key).folder
        return "No run waits for it, and its result, in \(Markdown.code(folder)), is not here: if the runs were "
            + "copied, it is where they came from."
    }

    private static func suggestion(_ record: RangeTestRecord, users: [ReportRow]) -> String {
        let groups = users.map { Markdown.code($0.run.group) }.uniqued()
        let waiting = groups.isEmpty ? "" : " for \(WordList.text(groups))"
        let failed = record.reason.map { " " + Markdown.text($0) + "." } ?? ""
        switch record.status {
        case .running: return "Not finished."
        case .failed: return "Failed:\(failed)"
        case .interrupted: return "Interrupted."
        case .done, .diverged:
            guard let outcome = record.outcome, let rate = outcome.learningRate else {
                let reason = record.outcome?.reason ?? RangeTestOutcome.missingReason
                let range = record.outcome.map { " " + Self.range($0) } ?? ""
                return "No suggestion\(waiting): \(Markdown.text(reason)).\(range)\(failed)"
            }
            let why = outcome.reason.map { ": " + Markdown.text($0) } ?? ""
            let confidence = outcome.confidence.map { " Confidence: **\($0.rawValue)**\(why)." } ?? ""
            return "Suggests the learning rate **\(Spelling.rate(rate))**\(waiting).\(confidence)"
                + " \(range(outcome))\(failed)"
        }
    }

    private static func range(_ outcome: RangeTestOutcome) -> String {
        if let range = outcome.range {
            let reason = outcome.rangeReason.map { ", " + Markdown.text($0) } ?? ""
            let (low, high) = NumberSpelling.ends(range.minimum, range.maximum)
            return "Range for cycles: \(low) to \(high)\(reason)."
        }
        guard outcome.rangeReason != nil else { return "" }
        return outcome.rangeReasonOfItsOwn.map { "No range: \(Markdown.text($0))." } ?? "No range."
    }

    /// Beside the training that it served.
    private static func cost(_ record: RangeTestRecord, _ outcome: RangeTestOutcome, users: [ReportRow]) -> String {
        var text =
            "It processed \(NumberSpelling.grouped(outcome.samples)) samples in \(Spelling.duration(outcome.seconds))"
        if let served = users.compactMap(\.record).map(\.workload.trainingSamples).max(), served > 0 {
            let share = Double(outcome.samples) / Double(served)
            let amount =
                share < 2
                ? "\(NumberSpelling.percent(share, decimals: 1)) of"
                : "\(NumberSpelling.significant(share, digits: 2)) times"
            text += ", \(amount) the training samples of one run that it served"
        }
        return text + "."
    }

    private static func trials(_ outcome: RangeTestOutcome) -> String {
        "Trials, each from the same weights on the same batches; loss and accuracy are means over the samples judged:\n\n"
            + MarkdownTable(outcome.trialColumns(titled: "learning rate")).text
    }

    private static func course(_ record: RangeTestRecord, _ outcome: RangeTestOutcome) -> String {
        let settings = record.settings
        let climbs = outcome.sweeps.count == 1 ? "once" : "\(outcome.sweeps.count) times, each with a seed of its own"
        var sentences = [
            "\(mode(settings.mode)) ladder from \(Spelling.rate(settings.minimum)) to "
                + "\(Spelling.rate(settings.maximum)) in \(settings.steps) steps, climbed \(climbs); smoothing "
                + "\(NumberSpelling.canonical(settings.smoothing)), seed \(record.seed)."
        ]
        if let told = ends(outcome.sweeps, stopFactor: settings.stopFactor) { sentences.append(told) }
        if let spread = outcome.spread(settings) { sentences.append("Sweep by sweep: \(spread).") }
        sentences.append("Choice: \(rule(settings)).")
        return sentences.joined(separator: " ")
    }

    /// How the sweeps ended, those that ended alike together; nil without any.
    private static func ends(_ sweeps: [RangeTestOutcome.Sweep], stopFactor: Double) -> String? {
        let ends = sweeps.map { end($0, stopFactor: stopFactor) }
        let kinds = ends.uniqued()
        guard let first = kinds.first else { return nil }
        if sweeps.count == 1 { return "It \(first)." }
        if kinds.count == 1 { return "Every sweep \(first)." }
        let counts = kinds.map { kind in ends.count { $0 == kind } }
        let parts = zip(counts, kinds).enumerated().map { index, part in
            (index == 0 ? WordList.count(part.0, "sweep") : String(part.0)) + " \(part.1)"
        }
        return parts.joined(separator: "; ") + "."
    }

    /// What the sweep did, without a subject.
    private static func end(_ sweep: RangeTestOutcome.Sweep, stopFactor: Double) -> String {
        let points = WordList.count(sweep.curve.count, "point")
        let rate = sweep.curve.last.map { " at \(NumberSpelling.significant($0.learningRate))" } ?? ""
        return switch sweep.stop {
        case .ladderEnd: "went through all of it (\(points))"
        case .diverged:
            "ended\(rate) after \(points), where the smoothed loss was more than "
                + "\(NumberSpelling.canonical(stopFactor)) times its smallest value"
        case .notFinite:
            // The point that would have followed is none of the curve.
            "ended\(rate) after \(points): at the \(sweep.curve.isEmpty ? "first" : "next") rate the loss was not finite"
        case .interrupted: "was interrupted after \(points)"
        }
    }

    private static func rule(_ settings: FinderSettings) -> String {
        guard case .curve(let rule) = settings.suggestion else {
            return
                "by trials that begin around the middle of the fall, moved by what is known of the optimizer, and are "
                + "judged by what the experiment is decided by"
        }
        let leftOut = settings.pointsLeftOut(by: rule)
        let reading =
            switch rule {
            case .steepest: "where the smoothed loss falls most from one step of the ladder to the next"
            case .lightning: "Lightning's since 2.5.3, where its smoothed loss falls most over the rate itself"
            case .valley: "fastai's valley, halfway down the longest fall of its smoothed loss"
            case .slide: "fastai's slide, where two slopes of its smoothed loss a window apart are alike"
            case .minimum: "fastai's minimum, a tenth of the rate of its smallest smoothed loss"
            case .steep: "fastai's steep, where its smoothed loss falls most over the rate's logarithm"
            case .torchLRFinder: "pytorch-lr-finder's, where its smoothed loss falls most from one step to the next"
            }
        return leftOut.words.map { "\(reading), \($0) left out" } ?? reading
    }

    private static func rules(_ outcome: RangeTestOutcome) -> String {
        let readings = outcome.readings
        let table = MarkdownTable([
            TableColumn("rule", cells: readings.map { Markdown.code($0.rule.rawValue) }),
            TableColumn(
                "learning rate", .number,
                cells: readings.map { $0.learningRate.map { Spelling.rate($0) } ?? TableColumn.none }),
            TableColumn("why not", cells: readings.map { $0.reason.map(Markdown.text) ?? "" }),
        ])
        return "What rules that look at the curve alone read from it:\n\n\(table.text)"
    }

    private static func mode(_ mode: FinderSettings.Mode) -> String {
        switch mode {
        case .exponential: "Exponential"
        case .linear: "Linear"
        }
    }
}
