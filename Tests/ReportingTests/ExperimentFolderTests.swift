import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct ExperimentFolderTests {
    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try ExperimentFolder(output: temporary.file("runs"), name: "fashion")
        try folder.create()
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: temporary.file(path)) }

    private func save(_ record: RunRecord, to name: String) throws {
        try temporary.write(JSONText.document(record.json), to: "runs/fashion/\(name)/run.json")
    }

    private func checkpoint(_ step: Int) -> CheckpointMark {
        CheckpointMark(step: step, elapsed: ElapsedTime(training: 1, total: 1), instructionSet: nil)
    }

    private func stopped(_ run: PlannedRun, at step: Int) -> RunRecord {
        var record = Samples.record(run, Samples.outcome(.interrupted(step: step)))
        record.checkpoint = checkpoint(step)
        return record
    }

    @Test(arguments: ["", ".", "..", "a/b", "/etc", ".hidden", "a\u{0}b", "a\nb", String(repeating: "x", count: 300)])
    func `a name that leaves the folder is refused`(name: String) {
        #expect(throws: ReportingError.self) { try ExperimentFolder(output: temporary.path, name: name) }
        #expect(throws: ReportingError.self) { try folder.path(of: PlanItemID(name)) }
    }

    @Test(
        arguments: [
            "finder", "figures", "summary.md", "plan.json", "experiment.json", "finder/x", "finder/../x", "finder/a/b",
        ])
    func `a run cannot take a name that is kept`(name: String) {
        #expect(throws: ReportingError.self) { try folder.path(of: PlanItemID.run(name: name)) }
    }

    @Test(arguments: ["", "..", "../x", "a/b"])
    func `a key that leaves the folder of range tests is refused`(key: String) {
        #expect(throws: ReportingError.self) { try folder.path(of: PlanItemID.rangeTest(key: key)) }
    }

    @Test func `the path of an existing folder is the one that was typed`() throws {
        let typed = folder.path
        for ending in ["", "/", "//"] { #expect(try ExperimentFolder(existing: typed + ending).path == typed) }
        let same = try ExperimentFolder(existing: typed + "/.")
        #expect(same.name == "fashion" && FileManager.default.fileExists(atPath: same.path))
        #expect(try ExperimentFolder(existing: "/tmp").path == "/tmp")
        // Of any folder in the current one, a name alone is not led through `.`.
        let files = FileManager.default
        let names = try files.contentsOfDirectory(atPath: ".").filter { !$0.hasPrefix(".") }
        let name = try #require(names.first { (try? files.contentsOfDirectory(atPath: $0)) != nil })
        for typed in [name, "./\(name)"] { #expect(try ExperimentFolder(existing: typed).path == typed) }
    }

    @Test func `a link in the place of the folder is refused`() throws {
        try FileManager.default.createDirectory(
            atPath: temporary.file("elsewhere"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("runs/linked"), withDestinationPath: temporary.file("elsewhere"))
        let linked = try ExperimentFolder(output: temporary.file("runs"), name: "linked")
        #expect(throws: ReportingError.notPlain(path: linked.path)) { try linked.create() }
        #expect(throws: ReportingError.notPlain(path: linked.path)) { try linked.contents() }
    }

    @Test func `a file in the place of a folder, or in the way to it, is told as that`() throws {
        try temporary.write("x", to: "runs/taken")
        let file = temporary.file("runs/taken")
        let taken = try ExperimentFolder(output: temporary.file("runs"), name: "taken")
        let below = try ExperimentFolder(output: file, name: "fashion")
        for folder in [taken, below] {
            let error = ReportingError.notFolder(path: file)
            #expect(throws: error) { try folder.checkWritable() }
            #expect(throws: error) { try folder.contents() }
            #expect(throws: error) { try folder.create() }
            #expect(error.message == "\(file) is a file, not a folder")
        }
    }

    @Test func `a file is written whole, and through no link`() throws {
        try temporary.write("precious", to: "precious")
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("runs/fashion/plan.json"), withDestinationPath: temporary.file("precious"))
        try folder.write("new", to: .plan)
        #expect(try String(contentsOfFile: temporary.file("precious"), encoding: .utf8) == "precious")
        #expect(try String(contentsOfFile: temporary.file("runs/fashion/plan.json"), encoding: .utf8) == "new")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plan.json"])
    }

    @Test func `a failed write leaves what was there`() throws {
        try temporary.write("kept", to: "runs/fashion/plan.json/inside")
        #expect(throws: ReportingError.self) { try folder.write("new", to: .plan) }
        #expect(exists("runs/fashion/plan.json/inside"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plan.json"])
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
        #expect(try folder.moveAsideWhole() == [folder.path + "~1"])
        #expect(try folder.moveAsideWhole() == [])
        try temporary.write("x", to: "runs/fashion~old/b~1/run.json")
        try folder.create()
        #expect(try folder.moveAsideWhole() == [folder.path + "~2", folder.path + "~old~1"])
        #expect(exists("runs/fashion~old~1/b~1/run.json"))
        #expect(exists("runs/fashion~1/a/run.json"))
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

    @Test func `one item and several are told in words that fit`() {
        let (one, two) = (folder.movingAside(1), folder.movingAside(2))
        let cause = "trained with other settings or data, or by a version of xrun that gives other numbers"
        #expect(one.hasPrefix("1 of the items was \(cause); what it left moves to "))
        #expect(two.hasPrefix("2 of the items were \(cause); what they left moves to "))
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
        var record = Samples.finderRecord()
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
        try temporary.write(JSONText.document(Samples.finderRecord().json), to: "runs/fashion/\(copy)/finder.json")
        let contents = try folder.contents()
        #expect(contents.rangeTests.isEmpty && contents.damaged.map(\.folder) == [copy])
        #expect(
            contents.damaged.map(\.message)
                == ["\(folder.path)/\(copy)/finder.json stands under another name than its own"])
    }

    @Test func `a range test that was stopped with something found is not done`() throws {
        var record = Samples.finderRecord()
        record.status = .interrupted
        try temporary.write(
            JSONText.document(record.json), to: "runs/fashion/finder/\(Samples.testKey)/finder.json")
        let work = try folder.contents().earlierWork(on: Samples.plan([.rangeTest(Samples.rangeTest)]))
        #expect(work.rangeTests[Samples.rangeTest.id]?.outcome != nil)
        #expect(work.rangeTests.count == 1 && work.outcomes.isEmpty && !work.isFinished(Samples.rangeTest.id))
    }

    /// Where a start moves it, and where it may stand that was moved by hand.
    @Test(arguments: ["finder/\(Samples.testKey)~1", Samples.testKey])
    func `a range test that was moved aside is found again`(place: String) throws {
        func write(_ record: FinderRecord, to place: String) throws {
            try temporary.write(JSONText.document(record.json), to: "runs/\(place)/finder.json")
        }
        var (test, record) = (Samples.rangeTest, Samples.finderRecord())
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
        _ = try folder.moveAsideWhole()
        try folder.create()
        #expect(try folder.contents().earlierWork(on: plan).runs.isEmpty)
    }

    @Test func `an unfinished run is told of when its settings change, and taken up when they are back`() throws {
        let run = Samples.plannedRun("a")
        var changed = run
        changed.identity = "with other settings"
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
            var plan = Samples.plan(runs: [changed])
            plan.datasets = [PlannedDataset(spec: changed.configuration.dataset, summary: Samples.dataset)]
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
            var plan = Samples.plan(runs: [run])
            plan.datasets = [PlannedDataset(spec: run.configuration.dataset, summary: Samples.dataset)]
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
        let limited = try reason(Samples.plannedRun("f")) { _, run in run.configuration.stopOnDivergence = 2 }
        #expect(limited == "new: its settings have changed since it was done")
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

    @Test func `a renaming that was cut short is taken up`() throws {
        let run = Samples.plannedRun("a")
        try save(Samples.record(run, Samples.outcome()), to: "a~renamed")
        _ = try folder.adopt(Samples.plan(runs: [run]))
        #expect(try folder.contents().runs.map(\.folder) == ["a"])
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

    @Test func `a folder is the same by whichever path`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("link"), withDestinationPath: temporary.file("runs"))
        for path in ["runs/fashion/", "runs//fashion", "runs/fashion/.", "link/fashion"] {
            #expect(try folder.isSame(as: ExperimentFolder(existing: temporary.file(path))), "\(path)")
        }
        #expect(try !folder.isSame(as: temporary.experiment("copy")))
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

    /// A run that diverged has no number as its last validation loss.
}
