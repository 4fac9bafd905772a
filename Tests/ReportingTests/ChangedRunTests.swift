import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// Why a run that was trained counts as new: what has changed since.
@Suite struct ChangedRunTests: OutputFolder {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    @Test func `an unfinished run is told of when its settings change, and taken up when they are back`() throws {
        let run = Samples.plannedRun("a")
        var changed = run
        changed.identity = "with other settings"
        changed.configuration.epochs += 1
        let (former, other) = (Samples.plan(runs: [run]), Samples.plan(runs: [changed]))
        try save(stopped(run, at: 324), to: "a")
        try temporary.write("", to: "runs/fashion/a/last.safetensors")
        #expect(
            try folder.progress(of: other).state(of: run.id)?.text
                == "new: its settings have changed since it came to step 324")
        #expect(try folder.adopt(other).replacing == [run.id: Replaced(.unfinished(step: 324), .settings)])
        try folder.moveAside(run.id)
        try save(stopped(changed, at: 5), to: "a")
        try temporary.write("", to: "runs/fashion/a/last.safetensors")
        // However often the settings go back and forth, each has its place.
        for (plan, step) in [(former, 324), (other, 5), (former, 324)] {
            #expect(try folder.progress(of: plan).state(of: run.id)?.step == step)
            #expect(try folder.adopt(plan).runs[run.id]?.checkpoint?.step == step)
            #expect(exists("runs/fashion/a/last.safetensors") && exists("runs/fashion~old/a~1/last.safetensors"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.file("runs/fashion~old")).count == 1)
        }
    }

    @Test func `a run of the same settings whose files hold something else is told of as one of other data`() throws {
        let source = DatasetSpec.Source.idx(path: "/here", classes: 10)
        let run = Samples.plannedRun("a", RunConfiguration(dataset: DatasetSpec(source: source)))
        try save(Samples.record(run, Samples.outcome()), to: "a")
        func reason(_ change: (inout PlannedRun, inout DatasetSummary) -> Void) throws -> String? {
            var changed = run
            var summary = Samples.dataset
            changed.identity = "another"
            change(&changed, &summary)
            var plan = Samples.plan(runs: [changed])
            plan.datasets = [PlannedDataset(spec: changed.configuration.dataset, summary: summary)]
            return try folder.progress(of: plan).state(of: run.id)?.text
        }
        let (data, settings) = (
            "new: its data has changed since it was done", "new: its settings have changed since it was done"
        )
        #expect(try reason { _, summary in summary.checksum = "decaf" } == data)
        #expect(try reason { run, _ in run.configuration.epochs += 1 } == settings)
        // Another folder and names of classes make no other settings of it.
        let moved = try reason { run, summary in
            run.configuration.dataset.source = .idx(path: "/elsewhere", classes: 10)
            run.configuration.dataset.classNames = (0..<10).map { "class \($0)" }
            summary.checksum = "decaf"
        }
        #expect(moved == data)
        // A data set that another setting names is no change of files.
        let other = try reason { run, summary in
            run.configuration.dataset.source = .shapes
            summary.checksum = "decaf"
        }
        #expect(other == settings)
    }

    @Test func `settings that decide nothing are no change of settings`() throws {
        var run = Samples.plannedRun("a")
        run.settingsIdentity = "these"
        try save(Samples.record(run, Samples.outcome()), to: "a")
        func state(_ settingsIdentity: String?) throws -> String? {
            var changed = run
            (changed.identity, changed.settingsIdentity) = ("another", settingsIdentity)
            changed.configuration.epochs += 1
            let plan = Samples.plan(runs: [changed])
            return try folder.progress(of: plan).state(of: run.id)?.text
        }
        #expect(try state("these") == "new: it was done, and this version of xrun trains it to other numbers")
        #expect(try state("others") == "new: its settings have changed since it was done")
        // As a record of an earlier version has none: then the settings themselves are compared.
        #expect(try state(nil) == "new: its settings have changed since it was done")
    }

    @Test func `a run of the same settings and data is told of as one of another version, or of another rate`() throws {
        func reason(
            _ former: PlannedRun, _ change: (inout RunRecord, inout PlannedRun) -> Void = { _, _ in }
        ) throws -> String? {
            var (record, run) = (Samples.record(former, Samples.outcome()), former)
            run.identity = "another"
            change(&record, &run)
            try save(record, to: former.name)
            let plan = Samples.plan(runs: [run])
            return try folder.progress(of: plan).state(of: run.id)?.text
        }
        let (version, rate) = (
            "new: it was done, and this version of xrun trains it to other numbers",
            "new: it was done, and its learning rate is chosen anew"
        )
        #expect(try reason(Samples.plannedRun("a")) == version)
        #expect(try reason(Samples.autoRun("b")) == version)
        let chosen = try reason(Samples.autoRun("c")) { _, run in run.rangeTestKey = "lenet5-adam-4d3c2b1a" }
        #expect(chosen == rate)
        // What is written down and when, and how long it may take, make no other settings of it.
        let logged = try reason(Samples.plannedRun("d")) { _, run in
            run.configuration.logEvery = 10
            run.configuration.histograms = true
            run.configuration.checkpointEvery = .seconds(60)
            run.configuration.timeout = 60
        }
        #expect(logged == version)
        // A setting that came later, and is off.
        let before = try reason(Samples.plannedRun("e")) { record, _ in
            guard case .mapping(let entries) = record.run.configuration else { return }
            record.run.configuration = .mapping(entries.filter { $0.key != "stop_on_divergence" })
        }
        #expect(before == version)
        // What nothing looks at beside the others.
        func triangular(_ gamma: Double) -> ScheduleSpec { ScheduleSpec(kind: .cyclical(.init(gamma: gamma))) }
        let unread = try reason(Samples.plannedRun("g", RunConfiguration(schedule: triangular(0.5)))) { _, run in
            run.configuration.schedule = triangular(0.9)
        }
        #expect(unread == version)
        let limited = try reason(Samples.plannedRun("f")) { _, run in run.configuration.stopOnDivergence = 2 }
        #expect(limited == "new: its settings have changed since it was done")
    }
}
