import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// Which records of earlier starts are found in a folder, and which count.
@Suite struct EarlierWorkTests: OutputFolder {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    @Test func `finished work is found by identity, whatever its folder is called`() throws {
        let runs = ["a", "b", "c", "d"].map { Samples.plannedRun($0) }
        try save(Samples.record(runs[0], Samples.outcome()), to: "other name")
        try save(Samples.record(runs[1], Samples.outcome(.diverged(step: 1, learningRate: 1))), to: "b")
        try save(Samples.record(runs[2], Samples.outcome(.interrupted(step: 1))), to: "c")
        try save(Samples.record(runs[3]), to: "d")
        let work = try folder.contents().earlierWork(on: Samples.plan(runs: runs))
        let finished = work.runs.filter { $0.value.status.isFinished }
        #expect(Set(work.runs.keys.map(\.folder)) == ["a", "b", "c", "d"])
        #expect(Set(finished.keys.map(\.folder)) == ["a", "b"])
        #expect(Set(work.outcomes.keys.map(\.folder)) == ["a", "b"])
        #expect(runs.filter { work.isFinished($0.id) }.map(\.name) == ["a", "b"])
    }

    /// Whichever the folders are called: a copy of a run's folder, behind it or before it in their order.
    @Test(arguments: ["a.bak", "0"]) func `a copy of a run's folder does not take its place`(copy: String) throws {
        let run = Samples.plannedRun("a")
        func stopped(at step: Int) -> RunRecord { self.stopped(run, at: step) }
        func found() throws -> String? { try folder.contents().runByIdentity[run.identity]?.folder }
        // Of two that stand elsewhere, the one that came further; in its own place it needs no more than to be there.
        try save(stopped(at: 10), to: copy)
        try save(stopped(at: 20), to: "later")
        #expect(try found() == "later")
        try save(stopped(at: 5), to: "a")
        #expect(try found() == "a")
        let work = try folder.adopt(Samples.plan(runs: [run]))
        #expect(work.runs[PlanItemID("a")]?.checkpoint?.step == 5 && work.outcomes.isEmpty)
        #expect(exists("runs/fashion/\(copy)/run.json") && exists("runs/fashion/later/run.json"))
        // What is finished need not be trained again, wherever it stands; of two, the one in its place counts.
        try save(Samples.record(run, Samples.outcome()), to: copy)
        #expect(try found() == copy)
        try save(Samples.record(run, Samples.outcome()), to: "a")
        #expect(try found() == "a")
    }

    @Test func `hundreds of records are found in the order of their names, and every damaged one`() throws {
        let names = (100..<400).map { "run\($0)" }
        for (index, name) in names.enumerated() {
            switch index % 5 {
            case 0: try temporary.write("{", to: "runs/fashion/\(name)/run.json")
            case 1: try temporary.write("", to: "runs/fashion/\(name)/metrics.jsonl")
            default: try save(Samples.record(Samples.plannedRun(name), Samples.outcome()), to: name)
            }
        }
        let contents = try folder.contents()
        #expect(contents.runs.map(\.folder) == names.indices.filter { $0 % 5 > 1 }.map { names[$0] })
        #expect(contents.runs.map(\.record.run.name) == contents.runs.map(\.folder))
        #expect(
            contents.damaged.map(\.path)
                == names.indices.filter { $0 % 5 == 0 }.map { "\(folder.path)/\(names[$0])/run.json" })
    }

    @Test func `a range test counts as finished only with its identity`() throws {
        var record = Samples.rangeTestRecord()
        let path = "runs/fashion/finder/\(Samples.testKey)/finder.json"
        try temporary.write(JSONText.document(record.json), to: path)
        let plan = Samples.plan([.rangeTest(Samples.rangeTest)])
        let work = try folder.contents().earlierWork(on: plan)
        #expect(work.outcomes.count == 1 && work.isFinished(Samples.rangeTest.id))
        record.identity = "of other numbers"
        try temporary.write(JSONText.document(record.json), to: path)
        #expect(try folder.contents().earlierWork(on: plan).rangeTests.isEmpty)
    }

    @Test func `a range test's record under another key's name is told of as such, and not taken`() throws {
        let copy = "finder/\(Samples.testKey)~copy"
        try temporary.write(JSONText.document(Samples.rangeTestRecord().json), to: "runs/fashion/\(copy)/finder.json")
        let contents = try folder.contents()
        #expect(contents.rangeTests.isEmpty && contents.damaged.map(\.folder) == [copy])
        #expect(
            contents.damaged.map(\.message)
                == ["\(folder.path)/\(copy)/finder.json stands under another name than its own"])
    }

    @Test func `a range test that was stopped with something found is not done`() throws {
        var record = Samples.rangeTestRecord()
        record.status = .interrupted
        try temporary.write(
            JSONText.document(record.json), to: "runs/fashion/finder/\(Samples.testKey)/finder.json")
        let work = try folder.contents().earlierWork(on: Samples.plan([.rangeTest(Samples.rangeTest)]))
        #expect(work.rangeTests[Samples.rangeTest.id]?.outcome != nil)
        #expect(work.rangeTests.count == 1 && work.outcomes.isEmpty && !work.isFinished(Samples.rangeTest.id))
    }

    @Test func `a range test without a record is needed where a run waits for it`() throws {
        let runs = ["a", "b"].map { Samples.autoRun($0) }
        let test = Samples.rangeTest.id
        let plan = Samples.plan([PlanItem.rangeTest(Samples.rangeTest)] + runs.map(PlanItem.run))
        func unneeded(_ selected: Set<PlanItemID>? = nil) throws -> Set<PlanItemID> {
            try folder.contents().earlierWork(on: plan).unneededRangeTests(of: plan, selected: selected)
        }
        #expect(try unneeded() == [])
        try save(Samples.record(runs[0], Samples.outcome()), to: "a")
        #expect(try unneeded() == [])
        #expect(try unneeded([test, runs[0].id]) == [test])
        try save(Samples.record(runs[1], Samples.outcome(.diverged(step: 1, learningRate: 1))), to: "b")
        #expect(try unneeded() == [test])
        let place = "runs/fashion/\(test.folder)/finder.json"
        try temporary.write("{\"format\": 1", to: place)
        #expect(try unneeded() == [], "a damaged one is done again")
        var stopped = Samples.rangeTestRecord()
        stopped.status = .interrupted
        try temporary.write(JSONText.document(stopped.json), to: place)
        #expect(try unneeded() == [], "what was begun here goes on")
        var failed = RangeTestRecord(Samples.rangeTest, provenance: Samples.provenance, started: Samples.start)
        failed.fail(ItemFailure("no space left"), at: Samples.start)
        try temporary.write(JSONText.document(failed.json), to: place)
        #expect(try unneeded() == [], "what failed here is tried again")
        try temporary.write(JSONText.document(Samples.rangeTestRecord().json), to: place)
        #expect(try unneeded() == [], "it has its result")
    }

    @Test func `damaged records are named and stop nothing`() throws {
        try save(Samples.record(Samples.plannedRun("good"), Samples.outcome()), to: "good")
        try temporary.write("{\"format\": 1", to: "runs/fashion/torn/run.json")
        try temporary.write("", to: "runs/fashion/empty/run.json")
        try temporary.write("x", to: "runs/fashion/unrelated/notes.txt")
        let fifo = temporary.file("runs/fashion/pipe")
        try FileManager.default.createDirectory(atPath: fifo, withIntermediateDirectories: true)
        #expect(try Shell.run("mkfifo", [fifo + "/run.json"]).status == 0)
        let huge = temporary.file("runs/fashion/huge")
        try FileManager.default.createDirectory(atPath: huge, withIntermediateDirectories: true)
        #expect(try Shell.run("truncate", ["-s", "200M", huge + "/run.json"]).status == 0)
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("runs/fashion/link"), withDestinationPath: temporary.file("runs/fashion/good"))
        let contents = try folder.contents()
        #expect(contents.runs.map(\.folder) == ["good"])
        #expect(
            contents.damaged.map { String($0.path.dropFirst(folder.path.count)) } == [
                "/empty/run.json", "/huge/run.json", "/pipe/run.json", "/torn/run.json",
            ])
    }

    @Test func `a record that was altered since it was written is damaged`() throws {
        let run = Samples.plannedRun("a")
        var record = Samples.record(run, Samples.outcome(accuracy: 0.348))
        record.status = .running
        try save(record, to: "a")
        // The start that finds it killed writes it.
        _ = try folder.adopt(Samples.plan(runs: [run]))
        let path = "runs/fashion/a/run.json"
        let text = try String(contentsOfFile: temporary.file(path), encoding: .utf8)
        #expect(try folder.contents().runs.count == 1)
        try temporary.write(text.replacing("0.348", with: "0.948"), to: path)
        let contents = try folder.contents()
        #expect(contents.runs.isEmpty && contents.damaged.map(\.path) == [folder.path + "/a/run.json"])
        try temporary.write(text, to: path)
        #expect(try folder.contents().damaged.isEmpty)
    }
}
