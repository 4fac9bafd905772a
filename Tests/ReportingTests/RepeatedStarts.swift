import Experiment
import Foundation
import Reporting
import TestSupport

/// A suite whose tests start the training of one run again and again, in an experiment's folder of their own.
protocol RepeatedStarts {
    var place: PlaceOfStarts { get }
}

/// The folder that one start after the other finds, and the clock that goes on between them.
struct PlaceOfStarts {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder
    let clock = TickingClock()

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }
}

extension RepeatedStarts {
    var temporary: TemporaryFolder { place.temporary }
    var folder: ExperimentFolder { place.folder }
    var clock: TickingClock { place.clock }

    /// What each start trains; its id names its folder as well.
    var run: PlannedRun { Samples.plannedRun("a", RunConfiguration(learningRate: .fixed(0.1))) }
    var id: PlanItemID { run.id }

    func reporter(
        _ run: PlannedRun? = nil, beside others: [PlannedRun] = [], instructions: String? = nil
    ) throws -> Reporter {
        let clock = clock
        var provenance = Samples.provenance
        if let instructions { provenance.machine.instructionSet = instructions }
        let plan = Samples.plan(runs: [run ?? self.run] + others)
        return try Reporter(
            plan: plan, folder: folder, provenance: provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun"), clock: { clock.now() })
    }

    static func measurement(_ step: Int) -> Experiment.Measurement {
        Experiment.Measurement(
            step: step, epoch: Double(step) / 750, split: .train, loss: 1 / Double(step), accuracy: 0.5,
            learningRate: 0.1)
    }

    /// Trains from a step on; a checkpoint after every tenth step, a line at each.
    func train(_ reporter: Reporter, from step: Int = 0, to end: Int, ending: RunOutcome.Ending? = nil) {
        for step in step + 1...end {
            reporter.handle(.item(id, .measured(Self.measurement(step))))
            if step.isMultiple(of: 10) {
                reporter.handle(.item(id, .checkpointed(.run(checkpoint(step)))))
                // The writer takes the newest; a test wants each.
                guard wait(for: "the checkpoint of step \(step)", until: { record?.checkpoint?.step == step }) else {
                    return
                }
            }
        }
        if let ending { reporter.handle(.finished(id, .outcome(.run(Samples.outcome(ending, rate: 0.1))))) }
    }

    func checkpoint(_ step: Int) -> RunCheckpoint {
        Checkpoints.sample(of: run.identity, step: step, measurements: step)
    }

    func begin(_ reporter: Reporter, _ resume: ResumePoint = ResumePoint(), scheduleRemark: String? = nil) {
        let start = ItemStart(
            learningRate: 0.1, workload: Samples.workload, resume: resume, scheduleRemark: scheduleRemark)
        reporter.handle(.item(id, .began(start)))
    }

    /// A start that is killed after `end` steps.
    func killed(after end: Int, scheduleRemark: String? = nil) throws {
        let reporter = try reporter()
        reporter.handle(.started(id))
        begin(reporter, scheduleRemark: scheduleRemark)
        train(reporter, to: end)
        _ = reporter.finish()
    }

    var record: RunRecord? { try? folder.contents().runs.first?.record }

    func resume(_ reporter: Reporter, _ run: PlannedRun? = nil) -> (ResumePoint, RunCheckpoint?) {
        var taken: RunCheckpoint?
        reporter.handle(.started(id))
        let point = reporter.resume(run ?? self.run, learningRate: 0.1, metric: .validationAccuracy) { taken = $0 }
        return (point, taken)
    }

    func file(_ name: String) -> String { "\(folder.path)/a/\(name)" }

    func alter(_ name: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file(name)))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file(name)))
    }
}
