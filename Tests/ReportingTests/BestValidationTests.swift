import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What is the best validation by one metric, another metric, or measurements that are not whole.
@Suite struct BestValidationTests {
    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try ExperimentFolder(output: temporary.file("runs"), name: "fashion")
        try folder.create()
    }

    private func save(_ record: RunRecord, to name: String) throws {
        try temporary.write(JSONText.document(record.json), to: "runs/fashion/\(name)/run.json")
    }

    /// Writes down the validations of a run.
    private func measure(_ scores: [Score], of name: String) throws {
        var file = try MetricsFile(folder: temporary.file("runs/fashion/\(name)"))
        for (index, score) in scores.enumerated() {
            file.append(
                Measurement(
                    step: 10 * (index + 1), epoch: 1, split: .validation, loss: score.loss, accuracy: score.accuracy,
                    learningRate: 1))
        }
        try file.flush()
    }

    /// A start that has adopted the plan.
    private func reporter(_ plan: RunPlan, _ earlier: EarlierWork) throws -> Reporter {
        try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: earlier, command: TypedCommand("xrun"))
    }

    /// What such a start says of best validations that are not known.
    private func remarks(_ plan: RunPlan, _ earlier: EarlierWork) throws -> [String] {
        try reporter(plan, earlier).report.remarksOnBest(by: plan.objective, in: folder)
    }

    @Test func `another objective finds the best validation, whatever the last one was`() throws {
        let run = Samples.plannedRun("lost")
        let ending = RunOutcome.Ending.diverged(step: 20, learningRate: 1)
        let best = Score(loss: 0.5, accuracy: 0.8)
        try save(Samples.record(run, Samples.outcome(ending, accuracy: 0.1, loss: .nan, best: best)), to: "lost")
        try measure([Score(loss: 0.4, accuracy: 0.7), Score(loss: .nan, accuracy: 0.1)], of: "lost")
        let plan = Samples.plan([.run(run)], objective: Objective(metric: .validationLoss))
        let adopted = try folder.adopt(plan).runs[run.id]
        #expect(adopted?.results?.validationBest == Score(loss: 0.4, accuracy: 0.7))
        // Nothing has changed since: nothing is written.
        let path = temporary.file("runs/fashion/lost/run.json")
        let written = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        _ = try folder.adopt(plan)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == written)
    }

    @Test func `a best validation outlives measurements that cannot be read for now`() throws {
        let run = Samples.plannedRun("a")
        let best = Score(loss: 0.25, accuracy: 0.95)
        var record = Samples.record(run, Samples.outcome(best: best))
        record.metric = .validationAccuracy
        try save(record, to: "a")
        // A folder in the place of the file is there, and gives nothing.
        try temporary.write("", to: "runs/fashion/a/metrics.jsonl/in the way")
        #expect(throws: ReportingError.self) { try MetricsFile.read(folder: temporary.file("runs/fashion/a")) }
        let plan = Samples.plan([.run(run)], objective: Objective(metric: .validationLoss))
        _ = try folder.adopt(plan)
        let kept = try #require(try folder.contents().runs.first?.record)
        #expect(kept.metric == .validationAccuracy && kept.results?.validationBest == best)
        // A comparison by the other metric takes none by this one.
        _ = try reporter(plan, folder.adopt(plan)).finish()
        let summary = try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8)
        #expect(summary.contains("90.00 %") && !summary.contains("95.00 %"), "\(summary)")
        #expect(try Report.read(folder).runs[run.identity]?.results?.validationBest == nil)
        let unknown = [
            "\(folder.path)/a/metrics.jsonl does not give every validation as it was measured; which one is the "
                + "best by validation loss is not known"
        ]
        #expect(try Report.read(folder).remarksOnBest(by: plan.objective, in: folder) == unknown)
        // Nor does it go with a file that is gone: that may come back.
        try FileManager.default.removeItem(atPath: temporary.file("runs/fashion/a/metrics.jsonl"))
        #expect(try remarks(plan, folder.adopt(plan)) == unknown)
        let still = try #require(try folder.contents().runs.first?.record)
        #expect(still.metric == .validationAccuracy && still.results?.validationBest == best)
        let former = Samples.plan([.run(run)])
        #expect(try remarks(former, folder.adopt(former)).isEmpty)
        try measure([Score(loss: 0.2, accuracy: 0.85), Score(loss: 0.28, accuracy: 0.9)], of: "a")
        #expect(try remarks(plan, folder.adopt(plan)).isEmpty)
        let last = try #require(try folder.contents().runs.first?.record)
        #expect(last.metric == .validationLoss && last.results?.validationBest == Score(loss: 0.2, accuracy: 0.85))
    }

    @Test func `a run that a start does not try is compared by no other objective's best validation`() throws {
        let run = Samples.plannedRun("a")
        let best = Score(loss: 0.25, accuracy: 0.95)
        var record = Samples.record(run, Samples.outcome(.interrupted(step: 5), best: best))
        record.metric = .validationAccuracy
        try save(record, to: "a")
        let plan = Samples.plan([.run(run)], objective: Objective(metric: .validationLoss))
        let reporter = try reporter(plan, folder.adopt(plan))
        reporter.handle(.finished(run.id, .failed(ItemFailure("its range test has no rate", wasTried: false))))
        #expect(reporter.finish() == [])
        let told = reporter.report.runs[run.identity]
        #expect(told?.status == .failed && told?.results?.validationLast != nil && told?.results?.validationBest == nil)
        // What is known by the former one is known still.
        #expect(try folder.contents().runs.first?.record.results?.validationBest == best)
    }

    /// An earlier version did not count the validations, and left a best one out for ever that it could not find once.
    @Test(arguments: [nil, 3] as [Int?]) func `a validation that is lost may have been the best`(count: Int?) throws {
        let run = Samples.plannedRun("a")
        let scores = [
            Score(loss: 0.4, accuracy: 0.95), Score(loss: 0.2, accuracy: 0.8), Score(loss: 0.3, accuracy: 0.9),
        ]
        var record = Samples.record(run, Samples.outcome(accuracy: 0.9, loss: 0.3, best: scores[0]))
        (record.metric, record.validations) = (.validationAccuracy, count)
        try save(record, to: "a")
        try measure(scores, of: "a")
        let path = "runs/fashion/a/metrics.jsonl"
        let whole = try String(contentsOfFile: temporary.file(path), encoding: .utf8)
        let plan = Samples.plan([.run(run)], objective: Objective(metric: .validationLoss))
        struct Best: Equatable {
            var metric: Objective.Metric?
            var score: Score?
            var remarks = 0
        }
        func best(of metrics: String) throws -> Best {
            try temporary.write(metrics, to: path)
            let work = try folder.adopt(plan)
            let adopted = try #require(work.runs[run.id])
            return Best(
                metric: adopted.metric, score: adopted.results?.validationBest,
                remarks: try remarks(plan, work).count)
        }
        var damaged = [whole.replacing("\"step\": 20", with: "\"step\": x")]
        if count != nil { damaged.append(whole.replacing(/\{"step": 20,.*\n/, with: "")) }
        for metrics in damaged {
            let former = Best(metric: .validationAccuracy, score: scores[0], remarks: 1)
            #expect(try best(of: metrics) == former, "\(metrics)")
        }
        #expect(try best(of: whole) == Best(metric: .validationLoss, score: scores[1]))
        record.metric = .validationLoss
        record.results?.validationBest = nil
        try save(record, to: "a")
        #expect(try best(of: damaged[0]) == Best(metric: .validationLoss, remarks: 1))
        #expect(try best(of: whole) == Best(metric: .validationLoss, score: scores[1]))
    }

    /// What has changed since a run's end could make another one the winner.
    @Test(arguments: [false, true]) func `measurements that were changed choose nothing`(isEarlier: Bool) throws {
        let run = Samples.plannedRun("a")
        let scores = [
            Score(loss: 0.2, accuracy: 0.8), Score(loss: 0.3, accuracy: 0.95), Score(loss: 0.28, accuracy: 0.9),
        ]
        let plan = Samples.plan([.run(run)])
        let reporter = try reporter(plan, folder.adopt(plan))
        reporter.handle(.started(run.id))
        reporter.handle(.item(run.id, .began(ItemStart(learningRate: 1, workload: Samples.workload))))
        for (step, score) in zip([50, 100, Samples.workload.steps], scores) {
            let measurement = Measurement(
                step: step, epoch: Double(step), split: .validation, loss: score.loss, accuracy: score.accuracy,
                learningRate: 1)
            reporter.handle(.item(run.id, .measured(measurement)))
        }
        reporter.handle(
            .finished(run.id, .outcome(.run(Samples.outcome(accuracy: 0.9, loss: 0.28, best: scores[1])))))
        #expect(reporter.finish() == [])
        var record = try #require(try folder.contents().runs.first?.record)
        #expect(record.metrics != nil && record.validations == 3)
        if isEarlier { record.metrics = nil }
        let file = "runs/fashion/a/metrics.jsonl"
        let whole = try String(contentsOfFile: temporary.file(file), encoding: .utf8)
        let other = Samples.plan([.run(run)], objective: Objective(metric: .validationLoss))
        func best(of metrics: String) throws -> Score? {
            try temporary.write(metrics, to: file)
            try save(record, to: "a")
            try Report.rebuild(folder, now: Samples.start)
            return try folder.adopt(other).runs[run.id]?.results?.validationBest
        }
        func summary() throws -> String { try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8) }
        #expect(try best(of: whole) == scores[0])
        #expect(try !summary().contains("not whole"))
        // An earlier version has not written down what the file held; that lines are there twice shows nevertheless.
        let changed = isEarlier ? whole + whole : whole.replacing("0.3,", with: "0.1,")
        #expect(changed != whole)
        #expect(try best(of: changed) == scores[1])
        let text = try summary()
        #expect(text.contains("The curves of `a` are not whole: `metrics.jsonl`"), "\(text)")
    }

    @Test func `that best weights are by the objective before is told`() throws {
        let run = Samples.plannedRun("a")
        let scores = [Score(loss: 0.4, accuracy: 0.95), Score(loss: 0.2, accuracy: 0.8)]
        var record = Samples.record(run, Samples.outcome(accuracy: 0.8, loss: 0.2, best: scores[0]))
        (record.metric, record.validations) = (.validationAccuracy, 2)
        try save(record, to: "a")
        try measure(scores, of: "a")
        func remark(by metric: Objective.Metric) throws -> String? {
            let plan = Samples.plan([.run(run)], objective: Objective(metric: metric))
            let reporter = try reporter(plan, folder.adopt(plan))
            #expect(reporter.finish() == [])
            let summary = try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8)
            let remark = reporter.report.bestWeightsRemark(.plain)
            #expect(summary.contains("`best.safetensors` of `a` does not hold") == (remark != nil), "\(summary)")
            return remark
        }
        func weights() throws -> Score? { try folder.contents().runs.first?.record.bestWeights }
        #expect(try remark(by: .validationAccuracy) == nil)
        #expect(
            try remark(by: .validationLoss)
                == "best.safetensors of a does not hold the weights of the best validation loss, but those of the best "
                + "validation by the objective before.")
        #expect(try weights() == scores[0])
        #expect(try remark(by: .validationAccuracy) == nil)
        #expect(try weights() == nil)
    }

    @Test func `a line that is no validation is not missed where they are counted`() throws {
        let run = Samples.plannedRun("a")
        let (best, last) = (Score(loss: 0.2, accuracy: 0.8), Score(loss: 0.28, accuracy: 0.9))
        var record = Samples.record(run, Samples.outcome(best: last))
        (record.metric, record.validations) = (.validationAccuracy, 2)
        try save(record, to: "a")
        try measure([best, last], of: "a")
        let path = "runs/fashion/a/metrics.jsonl"
        let whole = try String(contentsOfFile: temporary.file(path), encoding: .utf8)
        try temporary.write("{\"step\": 5, \"split\": \"train\"\n" + whole, to: path)
        let plan = Samples.plan([.run(run)], objective: Objective(metric: .validationLoss))
        #expect(try folder.adopt(plan).runs[run.id]?.results?.validationBest == best)
    }
}
