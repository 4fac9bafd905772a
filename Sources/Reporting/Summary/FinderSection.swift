import Experiment

/// What the summary says of one range test.
enum FinderSection {
    static func text(
        _ test: ExperimentRecord.RangeTest, record: FinderRecord?, users: [ReportRow], figure: SummaryFigure?
    ) -> String {
        var lines = ["### \(Markdown.code(test.key))\n", suggestion(record, users: users) + "\n"]
        if let record { lines.append(course(record) + "\n") }
        if let figure { lines.append(figure.markdown + "\n") }
        return lines.joined(separator: "\n")
    }

    private static func suggestion(_ record: FinderRecord?, users: [ReportRow]) -> String {
        let names = users.map { Markdown.code($0.run.group) }
        let groups = names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(\.element)
        let waiting = groups.isEmpty ? "" : " for \(Spelling.list(groups))"
        guard let record else { return "Not begun." }
        let failed = record.failure.map { " " + Markdown.text($0) + "." } ?? ""
        switch record.status {
        case .running: return "Not finished."
        case .failed: return "Failed:\(failed)"
        case .interrupted: return "Interrupted."
        case .done:
            guard let rate = record.outcome?.learningRate else {
                let reason = record.outcome?.reason ?? "no reason was given"
                return "No suggestion\(waiting): \(Markdown.text(reason)).\(failed)"
            }
            let remark = record.outcome?.reason.map { " " + Markdown.text($0) + "." } ?? ""
            return "Suggests the learning rate **\(Spelling.rate(rate))**\(waiting).\(remark)\(failed)"
        }
    }

    private static func course(_ record: FinderRecord) -> String {
        let settings = record.settings
        var sentences = [
            "\(mode(settings.mode)) ladder from \(Spelling.rate(settings.minimum)) to "
                + "\(Spelling.rate(settings.maximum)) in \(settings.steps) steps, smoothing "
                + "\(Spelling.rate(settings.smoothing)), seed \(record.seed)."
        ]
        if let outcome = record.outcome {
            sentences.append(end(outcome, stopFactor: settings.stopFactor))
            sentences.append("It took \(Spelling.duration(outcome.seconds)).")
        }
        let leftOut = settings.pointsLeftOut
        sentences.append(
            "Rule: \(rule(settings.suggestion)), the first \(leftOut.begin) and the last \(leftOut.end) "
                + "points left out.")
        return sentences.joined(separator: " ")
    }

    private static func end(_ outcome: RangeTestOutcome, stopFactor: Double) -> String {
        let points = Spelling.count(outcome.curve.count, "point")
        let rate = outcome.curve.last.map { " at \(Spelling.significant($0.learningRate))" } ?? ""
        return switch outcome.stop {
        case .ladderEnd: "It went through all of it (\(points))."
        case .diverged:
            "It ended\(rate) after \(points), where the smoothed loss was more than "
                + "\(Spelling.rate(stopFactor)) times its smallest value."
        case .notFinite: "It ended\(rate) after \(points), where the loss was not finite."
        case .interrupted: "It was interrupted after \(points)."
        }
    }

    private static func mode(_ mode: FinderSettings.Mode) -> String {
        switch mode {
        case .exponential: "Exponential"
        case .linear: "Linear"
        }
    }

    private static func rule(_ rule: FinderSettings.Rule) -> String {
        switch rule {
        case .steepest: "where the smoothed loss falls most from one step of the ladder to the next"
        case .lightning: "Lightning's since 2.5.3, where its smoothed loss falls most over the rate itself"
        case .valley: "fastai's valley, halfway down the longest fall of its smoothed loss"
        case .slide: "fastai's slide, where two slopes of its smoothed loss a window apart are alike"
        case .minimum: "fastai's minimum, a tenth of the rate of its smallest smoothed loss"
        case .steep: "fastai's steep, where its smoothed loss falls most over the rate's logarithm"
        case .torchLRFinder: "pytorch-lr-finder's, where its smoothed loss falls most from one step to the next"
        }
    }
}
