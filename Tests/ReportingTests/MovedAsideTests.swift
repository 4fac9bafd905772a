import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What is moved beside an experiment's folder, and what is found there again.
@Suite struct MovedAsideTests: OutputFolder {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    /// - Returns: where it is now.
    private func moveAsideWhole() throws -> [String] {
        var targets: [String] = []
        try folder.moveAsideWhole(&targets)
        return targets
    }

    @Test func `a run that begins anew is moved beside the experiment, each time to a new place`() throws {
        for text in ["first", "second"] {
            try temporary.write(text, to: "runs/fashion/a/run.json")
            try folder.moveAside(PlanItemID("a"))
            try temporary.write(text, to: "runs/fashion/finder/key/finder.json")
            try folder.moveAside(PlanItemID("finder/key"))
        }
        func text(_ path: String) throws -> String {
            try String(contentsOfFile: temporary.file("runs/" + path), encoding: .utf8)
        }
        #expect(try text("fashion~old/a~1/run.json") == "first")
        #expect(try text("fashion~old/a~2/run.json") == "second")
        #expect(try text("fashion~old/finder/key~2/finder.json") == "second")
        #expect(!exists("runs/fashion/a"))
        try folder.moveAside(PlanItemID("a"))
        #expect(!exists("runs/fashion~old/a~3"))
    }

    @Test func `a fresh start moves everything beside`() throws {
        try temporary.write("x", to: "runs/fashion/a/run.json")
        #expect(try moveAsideWhole() == [folder.path + "~1"])
        #expect(try moveAsideWhole() == [])
        try temporary.write("x", to: "runs/fashion~old/b~1/run.json")
        try folder.create()
        #expect(try moveAsideWhole() == [folder.path + "~2", folder.path + "~old~1"])
        #expect(exists("runs/fashion~old~1/b~1/run.json"))
        #expect(exists("runs/fashion~1/a/run.json"))
    }

    @Test func `one item and several are told in words that fit`() {
        let (one, two) = (folder.movingAside(1), folder.movingAside(2))
        let cause = "trained with other settings or data, or by a version of xrun that gives other numbers"
        #expect(one.hasPrefix("1 of the items was \(cause); what it left moves to "))
        #expect(two.hasPrefix("2 of the items were \(cause); what they left moves to "))
    }

    /// Where a start moves it, and where it may stand that was moved by hand.
    @Test(arguments: ["finder/\(Samples.testKey)~1", Samples.testKey])
    func `a range test that was moved aside is found again`(place: String) throws {
        func write(_ record: RangeTestRecord, to place: String) throws {
            try temporary.write(JSONText.document(record.json), to: "runs/\(place)/finder.json")
        }
        var (test, record) = (Samples.rangeTest, Samples.rangeTestRecord())
        let plan = Samples.plan([.rangeTest(test)])
        record.status = .interrupted
        try write(record, to: "fashion~old/\(place)")
        #expect(try folder.contents().rangeTests.isEmpty, "without a checkpoint it is of no use")
        record.status = .done
        try write(record, to: "fashion~old/\(place)")
        #expect(try folder.progress(of: plan).state(of: test.id)?.word == .done)
        #expect(try folder.contents().earlierWork(on: Samples.plan(runs: [])).strays.isEmpty)
        // In its place stands one with other settings, which is found where it goes.
        record.identity = "with other settings"
        try write(record, to: "fashion/\(test.id.folder)")
        let work = try folder.adopt(plan)
        #expect(work.outcomes.count == 1 && work.replacing.isEmpty)
        #expect(try folder.contents().rangeTests.first?.record.identity == test.identity)
        #expect(!exists("runs/fashion~old/\(place)"))
        test.identity = record.identity
        #expect(try folder.adopt(Samples.plan([.rangeTest(test)])).outcomes.count == 1)
        #expect(try folder.contents().rangeTests.first?.record.identity == record.identity)
        #expect(try folder.contents().rangeTests.count == 2)
    }

    @Test func `a finished run that was moved aside is found again, one without a checkpoint is not`() throws {
        let (done, stopped) = (Samples.plannedRun("done"), Samples.plannedRun("stopped"))
        try folder.create()
        try save(Samples.record(done, Samples.outcome(accuracy: 0.7)), to: "../fashion~old/done~1")
        try save(Samples.record(stopped, Samples.outcome(.interrupted(step: 1))), to: "../fashion~old/stopped~1")
        try save(Samples.record(Samples.plannedRun("other settings"), Samples.outcome()), to: "done")
        let plan = Samples.plan(runs: [done, stopped])
        #expect(try folder.contents().earlierWork(on: plan).runs.count == 1)
        let work = try folder.adopt(plan)
        #expect(work.runs[PlanItemID("done")]?.results?.validationLast?.accuracy == 0.7)
        #expect(work.runs.count == 1 && work.outcomes.count == 1)
        #expect(exists("runs/fashion/done/run.json") && !exists("runs/fashion/stopped"))
        // What stood there took its place beside.
        #expect(exists("runs/fashion~old/done~1/run.json") || exists("runs/fashion~old/done~2/run.json"))
        _ = try moveAsideWhole()
        try folder.create()
        #expect(try folder.contents().earlierWork(on: plan).runs.isEmpty)
    }

    /// As where all of it was moved there by hand: a start makes the folder and brings them back.
    @Test func `what was moved aside is found also where the experiment has no folder`() throws {
        try FileManager.default.removeItem(atPath: folder.path)
        let (done, begun) = (Samples.plannedRun("done"), Samples.plannedRun("begun"))
        let plan = Samples.plan([.rangeTest(Samples.rangeTest), .run(done), .run(begun)])
        func write(_ record: some ItemRecord, to file: String) throws {
            try temporary.write(JSONText.document(record.json), to: "runs/fashion~old/\(file)")
        }
        try write(Samples.rangeTestRecord(), to: "\(Samples.rangeTest.id.folder)/finder.json")
        try write(Samples.record(done, Samples.outcome()), to: "done/run.json")
        try write(stopped(begun, at: 324), to: "begun/run.json")
        try temporary.write("", to: "runs/fashion~old/begun/last.safetensors")
        let progress = try folder.progress(of: plan)
        #expect(!exists("runs/fashion"))
        #expect(plan.items.map { progress.state(of: $0.id)?.word } == [.done, .done, .interrupted])
        #expect(progress.state(of: begun.id)?.step == 324 && progress.withoutCheckpoint.isEmpty)
        try folder.create()
        let work = try folder.adopt(plan)
        #expect(plan.items.map { work.state(of: $0.id) } == plan.items.map { progress.state(of: $0.id) })
    }

    /// Nobody has written yet that it runs no more.
    @Test(arguments: ["a", "a~copy", "b"])
    func `a run that was killed and then moved aside by hand is found again`(name: String) throws {
        let run = Samples.plannedRun("a")
        let plan = Samples.plan(runs: [run])
        var record = Samples.record(run)
        record.checkpoint = checkpoint(324)
        try save(record, to: "../fashion~old/\(name)")
        try temporary.write("", to: "runs/fashion~old/\(name)/last.safetensors")
        let state = try folder.progress(of: plan).state(of: run.id)
        #expect(state?.word == .interrupted && state?.step == 324)
        #expect(try folder.adopt(plan).state(of: run.id) == state)
        #expect(exists("runs/fashion/a/last.safetensors") && !exists("runs/fashion~old/\(name)"))
        #expect(try folder.contents().runs.map(\.record.status) == [.interrupted])
    }

    /// The last place is where a start moves what it cannot go on with.
    @Test(arguments: [Samples.testKey, "finder/\(Samples.testKey)", "finder/\(Samples.testKey)~1"])
    func `a range test that was killed is found where it was moved by hand`(place: String) throws {
        let record = RangeTestRecord(Samples.rangeTest, provenance: Samples.provenance, started: Samples.start)
        try temporary.write(JSONText.document(record.json), to: "runs/fashion~old/\(place)/finder.json")
        try temporary.write("", to: "runs/fashion~old/\(place)/last.safetensors")
        let work = try folder.adopt(Samples.plan([.rangeTest(Samples.rangeTest)]))
        let isFound = !place.hasSuffix("~1")
        let expected: [ItemStatus] = isFound ? [.interrupted] : []
        #expect(work.rangeTests.values.map(\.status) == expected)
        #expect(exists("runs/fashion/\(Samples.rangeTest.id.folder)/last.safetensors") == isFound)
    }

    /// A start has taken it up by then, and could not go on with its checkpoint.
    @Test func `a run that was begun anew is not found where it was moved to`() throws {
        let run = Samples.plannedRun("a")
        var record = Samples.record(run)
        record.checkpoint = checkpoint(324)
        try save(record, to: "../fashion~old/a~1")
        try temporary.write("", to: "runs/fashion~old/a~1/last.safetensors")
        #expect(try folder.contents().runs.isEmpty)
    }
}
