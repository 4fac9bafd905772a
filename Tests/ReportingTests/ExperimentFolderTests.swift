import Experiment
import Foundation
import Glibc
import Reporting
import Synchronization
import TestSupport
import Testing

/// Which names and places a folder takes, and how files are written there.
@Suite struct ExperimentFolderTests: OutputFolder {
    let temporary: TemporaryFolder
    let folder: ExperimentFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
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

    @Test func `an empty path is not the current folder`() {
        let error = ReportingError.unusableName("", reason: "it is empty; the current folder is '.'")
        #expect(throws: error) { try ExperimentFolder(existing: "") }
    }

    @Test func `a link that is named is the folder that it leads to`() throws {
        let files = FileManager.default
        for (link, target) in [
            ("named", "runs/fashion"), ("twice", "named"), ("nowhere", "runs/none"), ("circle", "circle"),
            ("filed", "file"),
        ] {
            try files.createSymbolicLink(
                atPath: temporary.file(link), withDestinationPath: temporary.file(target))
        }
        for link in ["named", "named/", "twice"] {
            let linked = try ExperimentFolder(existing: temporary.file(link))
            #expect(linked.name == "fashion" && linked.isSame(as: folder), "\(link)")
            #expect(try linked.contents().runs.isEmpty)
        }
        try temporary.write("", to: "file")
        func error(_ name: String) -> ReportingError? {
            #expect(throws: ReportingError.self) { try ExperimentFolder(existing: temporary.file(name)) }
        }
        for link in ["nowhere", "circle"] { #expect(error(link) == .deadLink(path: temporary.file(link))) }
        #expect(error("filed") == .notFolder(path: temporary.file("filed")))
        #expect(error("file") == .notFolder(path: temporary.file("file")))
        #expect(error("nothing") == .noFolder(path: temporary.file("nothing")))
        // Nobody has seen whether a folder is there.
        let below = temporary.file("circle/fashion")
        #expect(error("circle/fashion") == .system(.read, path: below, errno: ELOOP))
    }

    @Test func `a link to a folder whose name is not UTF-8 is refused before anything is made`() throws {
        func run(_ script: String) throws {
            let result = try Shell.run("sh", ["-c", "name=$(printf 'v\\377'); \(script)"], in: temporary.path)
            #expect(result.status == 0, "\(result)")
        }
        try run("mkdir \"$name\"; ln -s \"$name\" link")
        let link = temporary.file("link")
        #expect(throws: ReportingError.noRecords(path: link)) { try ExperimentFolder(existing: link) }
        // Foundation, which removes the test's own folder, may not.
        try run("rmdir \"$name\"")
    }

    @Test(arguments: ["/.", "/..", "/./", "/../."])
    func `a mistyped path is told as that, also where it ends in dots`(ending: String) throws {
        try temporary.write("", to: "file")
        let (nothing, file) = (temporary.file("nothing") + ending, temporary.file("file") + ending)
        #expect(throws: ReportingError.noFolder(path: nothing)) { try ExperimentFolder(existing: nothing) }
        #expect(throws: ReportingError.notFolder(path: file)) { try ExperimentFolder(existing: file) }
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

    @Test(arguments: ["none", "dead"])
    func `a link that leads nowhere is told before anything is made`(target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("dead"), withDestinationPath: temporary.file(target))
        let error = ReportingError.deadLink(path: temporary.file("dead"))
        for output in ["dead", "dead/", "dead/below"] {
            let folder = try ExperimentFolder(output: temporary.file(output), name: "fashion")
            #expect(throws: error, "\(output)") { try folder.checkWritable() }
            #expect(throws: error, "\(output)") { try folder.contents() }
            #expect(throws: error, "\(output)") { try folder.create() }
        }
        #expect(error.message == "\(temporary.file("dead")) is a link that leads nowhere")
        #expect(!exists("none"))
    }

    @Test func `where a link cannot be followed, the reason for that is told`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("linked"), withDestinationPath: String(repeating: "x", count: 300))
        let folder = try ExperimentFolder(output: temporary.file("linked"), name: "fashion")
        let error = ReportingError.system(.create, path: temporary.file("linked"), errno: ENAMETOOLONG)
        #expect(throws: error) { try folder.create() }
    }

    /// The folder comes and goes while somebody looks for it: some of the looks find nothing first, and then a folder.
    @Test func `a folder that another start has just made is no link that leads nowhere`() throws {
        let (made, away) = (temporary.file("made"), temporary.file("away"))
        try FileManager.default.createDirectory(atPath: away, withIntermediateDirectories: true)
        let folder = try ExperimentFolder(output: made, name: "fashion")
        let deadLinks = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            for _ in 0..<5000 {
                if index == 0 {
                    _ = unsafe rename(away, made)
                    _ = unsafe rename(made, away)
                    continue
                }
                do throws(ReportingError) {
                    try folder.checkWritable()
                } catch {
                    // The folder may as well be gone when it has been found.
                    if case .deadLink = error { deadLinks.withLock { $0 += 1 } }
                }
            }
        }
        let count = deadLinks.withLock { $0 }
        #expect(count == 0)
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

    @Test func `what the user calls much like a half-written file stays, and stops no start`() throws {
        let own = [".12.tmp", ".notes.tmp", ".notes.1a.tmp", ".notes.12.tmp.old", "notes.12.tmp"]
        for name in own { try temporary.write("own", to: "runs/fashion/\(name)") }
        let folders = [".cache.tmp", ".cache.12.tmp"]
        for name in folders {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)", withIntermediateDirectories: false)
        }
        try temporary.write("half", to: "runs/fashion/.summary.md.12.tmp")
        _ = try folder.adopt(Samples.plan(runs: []))
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == Set(own + folders))
    }

    @Test func `a folder is the same by whichever path`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("link"), withDestinationPath: temporary.file("runs"))
        for path in ["runs/fashion/", "runs//fashion", "runs/fashion/.", "link/fashion"] {
            #expect(try folder.isSame(as: ExperimentFolder(existing: temporary.file(path))), "\(path)")
        }
        #expect(try !folder.isSame(as: temporary.experiment("copy")))
    }
}
