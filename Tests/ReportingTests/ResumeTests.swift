import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What a second start finds of a run, and what it makes of it.
@Suite struct ResumeTests: RepeatedStarts {
    let place: PlaceOfStarts

    init() throws { place = try PlaceOfStarts() }

    @Test func `a killed run goes on after its last checkpoint, and says each step once`() throws {
        try killed(after: 37)
        // Written after the checkpoint, and torn in the middle.
        let metrics = try FileHandle(forWritingTo: URL(fileURLWithPath: file("metrics.jsonl")))
        try metrics.seekToEnd()
        try metrics.write(contentsOf: Data("\(JSONText.line(Self.measurement(31).json))\n{\"step\": 3".utf8))
        try metrics.close()
        let again = try reporter()
        let (point, taken) = resume(again)
        #expect(point == ResumePoint(step: 30))
        #expect(taken?.file.bytes == checkpoint(30).file.bytes)
        #expect(taken?.elapsed == ElapsedTime(training: 10, total: 12))
        begin(again, point)
        #expect(record?.status == .running && record?.resumedAtStep == 30)
        train(again, from: 30, to: 50, ending: .done)
        #expect(again.finish() == [])
        #expect(try MetricsFile.read(folder: folder.path + "/a") == (1...50).map(Self.measurement))
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a").sorted()
        #expect(
            names.filter { !$0.contains("tfevents") } == [
                "best.safetensors", "last.safetensors", "metrics.jsonl", "previous.safetensors", "run.json",
            ])
        #expect(names.count { $0.hasSuffix(".hparams") } == 2 && names.count { $0.hasSuffix(".result") } == 1)
    }

    @Test func `the validations of a run are counted over its starts, each once`() throws {
        func validate(_ reporter: Reporter, after step: Int) {
            var measurement = Self.measurement(step)
            measurement.split = .validation
            reporter.handle(.item(id, .measured(measurement)))
        }
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        validate(first, after: 1)
        train(first, to: 12)
        // Behind the checkpoint: it is cut off and made again.
        validate(first, after: 12)
        _ = first.finish()
        let again = try reporter()
        begin(again, resume(again).0)
        validate(again, after: 12)
        again.handle(.finished(id, .outcome(.run(Samples.outcome(rate: 0.1)))))
        #expect(again.finish() == [])
        #expect(record?.status == .done && record?.validations == 2)
        #expect(try MetricsFile.read(folder: folder.path + "/a").count { $0.split == .validation } == 2)
    }

    /// The best validation by accuracy is that of step 10; the checkpoint is of step 30.
    @Test(arguments: [10, 20, 30])
    func `with another metric a run goes on, and its best validation so far is chosen anew`(best: Int) throws {
        let steps = [10, 20, 30]
        let scores = steps.map { Score(loss: $0 == best ? 0.25 : 0.5, accuracy: $0 == 10 ? 0.9 : 0.8) }
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        for (step, score) in zip(steps, scores) {
            let measurement = Experiment.Measurement(
                step: step, epoch: Double(step) / 750, split: .validation, loss: score.loss, accuracy: score.accuracy,
                learningRate: 0.1)
            first.handle(.item(id, .measured(measurement)))
        }
        var checkpoint = Checkpoints.sample(of: run.identity, step: 30, measurements: 3)
        checkpoint.position.validations = 3
        (checkpoint.position.validationLast, checkpoint.position.validationBest) = (scores[2], scores[0])
        checkpoint.position.bestStep = 10
        first.handle(.item(id, .checkpointed(.run(checkpoint))))
        first.handle(.finished(id, .outcome(.run(Samples.outcome(.interrupted(step: 30), rate: 0.1)))))
        #expect(first.finish() == [])
        let again = try reporter()
        again.handle(.started(id))
        var taken: RunCheckpoint?
        let point = again.resume(run, learningRate: 0.1, metric: .validationLoss) { taken = $0 }
        let isKept = best != 20
        #expect(point.step == 30 && taken?.metric == .validationLoss)
        #expect(taken?.position.validationBest == Score(loss: 0.25, accuracy: best == 10 ? 0.9 : 0.8))
        #expect(taken?.position.bestStep == (isKept ? best : nil))
        #expect((taken?.bestWeights != nil) == isKept)
        // What is to be written, although the run is where the file has it.
        #expect(taken?.bestIsUnwritten == (best == 30))
        let remark =
            "the best validation loss so far is that of step 20, whose weights the checkpoint does not hold: "
            + "best.safetensors is written again at a better one"
        #expect(point.remarks == (isKept ? [] : [remark]))
        // So its own checkpoints tell it.
        if let taken {
            let back = try RunCheckpoint(TensorFile(bytes: taken.file.bytes))
            #expect(back.position == taken.position && (back.bestWeights != nil) == isKept)
        }
        // Until a checkpoint has them, `best.safetensors` holds the former ones.
        begin(again, point)
        #expect(record?.bestWeights == (best == 10 ? nil : scores[0]))
        (checkpoint.metric, checkpoint.position.step, checkpoint.position.bestStep) = (.validationLoss, 40, 40)
        again.handle(.item(id, .checkpointed(.run(checkpoint))))
        again.handle(.finished(id, .outcome(.run(Samples.outcome(.interrupted(step: 40), rate: 0.1)))))
        #expect(again.finish() == [])
        #expect(record?.checkpoint?.step == 40 && record?.bestWeights == nil)
    }

    /// The best validation so far by loss is that of step 5. `best.safetensors` is of step 30, as the checkpoint that is
    /// damaged; the one before it has the weights of steps 10 and 20.
    @Test(arguments: [false, true])
    func `with another metric the record tells of the weights that are there`(isRemoved: Bool) throws {
        let steps = [5, 10, 20, 30]
        let scores = [(0.25, 0.7), (0.5, 0.8), (0.5, 0.7), (0.5, 0.9)].map { Score(loss: $0, accuracy: $1) }
        /// Trains up to the `count`-th validation.
        func train(_ reporter: Reporter, from done: Int, to count: Int, best: Int) {
            for index in done..<count {
                let measurement = Experiment.Measurement(
                    step: steps[index], epoch: Double(steps[index]) / 750, split: .validation,
                    loss: scores[index].loss, accuracy: scores[index].accuracy, learningRate: 0.1)
                reporter.handle(.item(id, .measured(measurement)))
            }
            let step = steps[count - 1]
            var checkpoint = Checkpoints.sample(of: run.identity, step: step, measurements: count)
            checkpoint.position.validations = count
            (checkpoint.position.validationLast, checkpoint.position.validationBest) = (scores[count - 1], scores[best])
            checkpoint.position.bestStep = steps[best]
            if steps[best] == step { checkpoint.best = nil }
            reporter.handle(.item(id, .checkpointed(.run(checkpoint))))
            reporter.handle(.finished(id, .outcome(.run(Samples.outcome(.interrupted(step: step), rate: 0.1)))))
            #expect(reporter.finish() == [])
        }
        let first = try reporter()
        first.handle(.started(id))
        begin(first)
        train(first, from: 0, to: 3, best: 1)
        let second = try reporter()
        begin(second, resume(second).0)
        train(second, from: 3, to: 4, best: 3)
        try alter("last.safetensors")
        if isRemoved { try FileManager.default.removeItem(atPath: file("best.safetensors")) }
        let third = try reporter()
        third.handle(.started(id))
        let point = third.resume(run, learningRate: 0.1, metric: .validationLoss) { _ in }
        #expect(point.step == 20)
        begin(third, point)
        #expect(record?.bestWeights == (isRemoved ? nil : scores[3]))
    }

    /// As a start leaves it that chose step 30, and was killed between `best.safetensors` and its checkpoint. The
    /// checkpoint of step 30 has the weights of step 20, the best ones by accuracy.
    @Test(arguments: Objective.Metric.allCases)
    func `best weights that another metric chose are written again, also where no step follows`(
        metric: Objective.Metric
    ) throws {
        try killed(after: 37)
        var other = checkpoint(30)
        (other.metric, other.position.bestStep) = (metric, 30)
        other.position.validationBest = other.position.validationLast
        let best = try #require(other.bestFile)
        try Data(best.bytes).write(to: URL(fileURLWithPath: file("best.safetensors")))
        let again = try reporter()
        let (point, taken) = resume(again)
        #expect(point == ResumePoint(step: 30) && taken?.position == checkpoint(30).position)
        // By the same metric the run comes to that validation again.
        let isForeign = metric == .validationLoss
        #expect(taken?.bestIsUnwritten == isForeign)
        begin(again, point)
        #expect(record?.bestWeights == (isForeign ? other.position.validationLast : nil))
        again.handle(.item(id, .checkpointed(.run(checkpoint(30)))))
        again.handle(.finished(id, .outcome(.run(Samples.outcome(rate: 0.1)))))
        #expect(again.finish() == [])
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file("best.safetensors"))))
        #expect(try TensorFile(bytes: bytes)["step"] == "20")
        #expect(record?.status == .done && record?.bestWeights == nil)
    }

    /// By another metric, so that the file counts, and not the checkpoint.
    @Test(arguments: ["xrun weights 1", "xrun weights 2"])
    func `a file of best weights of another format tells nothing`(format: String) throws {
        try killed(after: 37)
        var other = checkpoint(30)
        (other.metric, other.position.bestStep) = (.validationLoss, 30)
        other.position.validationBest = other.position.validationLast
        var best = try #require(other.bestFile)
        best.metadata = best.metadata.map { (key: $0.key, value: $0.key == "format" ? format : $0.value) }
        try Data(best.bytes).write(to: URL(fileURLWithPath: file("best.safetensors")))
        let again = try reporter()
        begin(again, resume(again).0)
        #expect(record?.bestWeights == (format == "xrun weights 1" ? other.position.validationLast : nil))
        _ = again.finish()
    }

    @Test func `a killed run that a new plan gave new columns is taken up with one row`() throws {
        func rows() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a").count { $0.hasSuffix(".hparams") }
        }
        try killed(after: 37)
        #expect(try rows() == 1)
        let again = try reporter(
            beside: [Samples.plannedRun("c", RunConfiguration(learningRate: .fixed(0.3), epochs: 9))])
        #expect(try rows() == 1)
        let (point, _) = resume(again)
        #expect(point == ResumePoint(step: 30))
        begin(again, point)
        #expect(try rows() == 1)
        train(again, from: 30, to: 50, ending: .done)
        #expect(again.finish() == [])
        // Its beginning, and its end.
        #expect(try rows() == 2)
    }

    /// TensorBoard keeps the first end that it meets.
    @Test func `a new row of a run that was killed tells of no end, one of a run that was stopped does`() throws {
        try killed(after: 37)
        let again = try reporter(beside: [others[0]])
        let open = try row()
        #expect(open.contains("session_start_info") && !open.contains("session_end_info"))
        begin(again, resume(again).0)
        train(again, from: 30, to: 32, ending: .interrupted(step: 32))
        #expect(again.finish() == [])
        _ = try reporter(beside: others)
        let ended = try row()
        #expect(ended.contains("session_start_info") && ended.contains("session_end_info"))
    }

    /// It has failed, at that start, without being tried.
    @Test func `a new row of a run that was passed over after two kills tells of no end`() throws {
        try killed(after: 12)
        let second = try reporter()
        begin(second, resume(second).0)
        train(second, from: 10, to: 12)
        _ = second.finish()
        let third = try reporter()
        let refusal = try #require(third.handle(.started(id)))
        third.handle(.finished(id, .failed(refusal)))
        #expect(third.finish() == [])
        #expect(record?.status == .failed && record?.ended != nil)
        let fourth = try reporter(beside: [others[0]])
        let open = try row()
        #expect(open.contains("session_start_info") && !open.contains("session_end_info"))
        // Of an attempt of its own that fails there is an end.
        begin(fourth, resume(fourth).0)
        fourth.handle(.finished(id, .failed(ItemFailure("too slow"))))
        #expect(fourth.finish() == [])
        _ = try reporter(beside: others)
        let ended = try row()
        #expect(ended.contains("session_start_info") && ended.contains("session_end_info"))
    }

    /// Each changes the columns of TensorBoard's table.
    private var others: [PlannedRun] {
        ["b", "c"].map { Samples.plannedRun($0, RunConfiguration(learningRate: .fixed(0.3), epochs: 9)) }
    }

    /// What the run's only row says.
    private func row() throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a")
        let rows = names.filter { $0.hasSuffix(".hparams") }
        let name = try #require(rows.count == 1 ? rows.first : nil)
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
    }

    @Test func `a run that was renamed goes on in its new folder`() throws {
        try killed(after: 37)
        var renamed = run
        renamed.name = "b"
        let again = try reporter(renamed)
        again.handle(.started(PlanItemID("b")))
        let point = again.resume(renamed, learningRate: 0.1, metric: .validationAccuracy) { _ in }
        #expect(point.step == 30)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/a"))
    }

    @Test func `a run that goes on with other instructions says so, also in later starts`() throws {
        try killed(after: 12)
        let second = try reporter(instructions: "baseline")
        let (point, _) = resume(second)
        let remark = "steps up to 10 were trained with AVX2 and FMA3, the others with baseline"
        #expect(point.remarks.count == 1 && point.remarks.first?.hasPrefix(remark) == true, "\(point)")
        begin(second, point)
        train(second, from: 10, to: 20)
        _ = second.finish()
        let third = try reporter(instructions: "baseline")
        let (later, _) = resume(third)
        #expect(later.remarks == [])
        begin(third, later)
        train(third, from: 20, to: 30, ending: .done)
        #expect(third.finish() == [])
        #expect(record?.remarks == point.remarks)
        let summary = try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8)
        #expect(summary.contains("- `a`: \(remark)"))
    }

    @Test func `only who trained a checkpoint counts for its instructions`() throws {
        try killed(after: 12)
        // Stopped before a checkpoint of its own: every step that is kept is the first start's.
        let stopped = ScheduleEvent.finished(id, .outcome(.run(Samples.outcome(.interrupted(step: 11), rate: 0.1))))
        let second = try reporter(instructions: "baseline")
        begin(second, resume(second).0)
        second.handle(stopped)
        _ = second.finish()
        #expect(record?.remarks.count == 1)
        let third = try reporter()
        #expect(resume(third).0.remarks == [])
        third.handle(stopped)
        _ = third.finish()
        // Nor is a mixture forgotten because a start was killed before it had begun, perhaps by another run.
        let fourth = try reporter(beside: others, instructions: "baseline")
        for run in [run] + others { fourth.handle(.started(run.id)) }
        _ = fourth.finish()
        let fifth = try reporter(instructions: "baseline")
        #expect(resume(fifth).0.remarks.count == 1)
    }

    @Test func `what a rate that was found makes of the schedule is kept once, however often the run goes on`() throws {
        let remark = "the rate rises"
        try killed(after: 12, scheduleRemark: remark)
        #expect(record?.remarks == [remark])
        let again = try reporter()
        begin(again, resume(again).0, scheduleRemark: remark)
        #expect(record?.remarks == [remark])
    }

    @Test func `what killed starts left half-written is removed`() throws {
        try killed(after: 12)
        for path in ["a/.last.safetensors.1.tmp", ".summary.md.1.tmp", "figures/.x.svg.1.tmp"] {
            try temporary.write("half", to: "runs/fashion/" + path)
        }
        _ = try resume(reporter())
        let all = try FileManager.default.subpathsOfDirectory(atPath: temporary.path)
        #expect(all.filter { $0.hasSuffix(".tmp") } == [])
    }

    @Test func `what is stopped before its first checkpoint says that it begins anew`() throws {
        for (steps, end) in [
            (3, "at step 3 of 3750, before its first checkpoint; the same command begins it anew"),
            (12, "at step 12 of 3750; the same command takes it up again"),
        ] {
            let reporter = try reporter()
            begin(reporter, resume(reporter).0)
            train(reporter, to: steps, ending: .interrupted(step: steps))
            #expect(reporter.finish() == [] && record?.reason == "stopped \(end)")
        }
    }
}
