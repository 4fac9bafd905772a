import Experiment
import Reporting
import TestSupport
import Testing

/// Runs whose names have changed since a start trained them.
@Suite struct RenamedRunTests: OutputFolder {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    @Test func `runs that exchanged their names exchange their folders`() throws {
        let (a, b) = (Samples.plannedRun("a"), Samples.plannedRun("b"))
        try save(Samples.record(a, Samples.outcome(accuracy: 0.5)), to: "a")
        try save(Samples.record(b, Samples.outcome(accuracy: 0.6)), to: "b")
        var (first, second) = (a, b)
        (first.name, second.name) = ("b", "a")
        let work = try folder.adopt(Samples.plan(runs: [first, second]))
        #expect(work.runs[PlanItemID("b")]?.results?.validationLast?.accuracy == 0.5)
        let found = try folder.contents()
        #expect(found.runs.map(\.folder) == ["a", "b"])
        #expect(found.runs.map(\.record.run.name) == ["a", "b"])
        #expect(found.runs.map { $0.record.results?.validationLast?.accuracy } == [0.6, 0.5])
        #expect(!exists("runs/fashion~old"))
    }

    /// Of an earlier version: it has no identity of the settings alone.
    @Test func `an older record that is written anew keeps what its settings are known by`() throws {
        var run = Samples.plannedRun("a")
        try save(Samples.record(run, Samples.outcome()), to: "a")
        run.settingsIdentity = "these"
        /// What the start knows, and what the record then says.
        func adopt() throws -> [String?] {
            let known = try folder.adopt(Samples.plan(runs: [run])).runs[run.id]
            let written = try folder.contents().runs.first?.record
            return [known, written].map { $0?.run.settingsIdentity }
        }
        // Nothing else has changed: nothing is written.
        #expect(try adopt() == ["these", nil])
        run.group = "another"
        #expect(try adopt() == ["these", "these"])
        // Again as it was, under another name.
        try save(Samples.record(Samples.plannedRun("a"), Samples.outcome()), to: "a")
        run.name = "b"
        #expect(try adopt() == ["these", "these"])
    }

    @Test func `what stands in the way of a renamed run is moved aside`() throws {
        let run = Samples.plannedRun("a")
        try save(Samples.record(run, Samples.outcome()), to: "a")
        try save(Samples.record(Samples.plannedRun("outdated"), Samples.outcome(accuracy: 0.1)), to: "b")
        var renamed = run
        renamed.name = "b"
        _ = try folder.adopt(Samples.plan(runs: [renamed]))
        #expect(exists("runs/fashion/b/run.json"))
        #expect(!exists("runs/fashion/a"))
        #expect(exists("runs/fashion~old/b~1/run.json"))
    }

    @Test func `what a renaming left that was cut short stands in no other's way`() throws {
        try save(Samples.record(Samples.plannedRun("dropped"), Samples.outcome()), to: "a~renamed")
        let run = Samples.plannedRun("b")
        try save(Samples.record(run, Samples.outcome()), to: "b")
        var renamed = run
        renamed.name = "a"
        _ = try folder.adopt(Samples.plan(runs: [renamed]))
        #expect(exists("runs/fashion/a/run.json") && exists("runs/fashion/a~renamed/run.json"))
    }

    @Test func `a renaming that was cut short is taken up`() throws {
        let run = Samples.plannedRun("a")
        try save(Samples.record(run, Samples.outcome()), to: "a~renamed")
        _ = try folder.adopt(Samples.plan(runs: [run]))
        #expect(try folder.contents().runs.map(\.folder) == ["a"])
    }
}
