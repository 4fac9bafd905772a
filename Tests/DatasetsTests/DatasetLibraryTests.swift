import Datasets
import Experiment
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct DatasetLibraryTests {
    static let debianFolder = "/usr/share/datasets/fashion-mnist"
    static let hasFashionMNIST = FileManager.default.fileExists(atPath: debianFolder + "/train-images-idx3-ubyte.gz")

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func complaint(_ library: DatasetLibrary, _ spec: DatasetSpec = DatasetSpec()) -> Diagnostic? {
        do {
            _ = try library.summary(of: spec)
            return nil
        } catch {
            return error
        }
    }

    // MARK: The real data

    @Test(.enabled(if: hasFashionMNIST, "dataset-fashion-mnist is not installed"))
    func `the real data set loads, and is the published one`() throws {
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        let spec = DatasetSpec(validationFraction: 0, normalization: .standardize)
        let summary = try library.summary(of: spec)
        #expect(summary.input == SampleShape(channels: 1, height: 28, width: 28))
        #expect((summary.classes, summary.trainingCount, summary.testCount) == (10, 60_000, 10_000))
        let sum = try Shell.run(
            "sh", ["-c", "zcat train-images* train-labels* t10k-images* t10k-labels* | sha256sum"],
            in: Self.debianFolder)
        #expect(sum.output.hasPrefix(summary.checksum))

        let dataset = try library.prepare(spec)
        #expect(dataset.training.store.labels.prefix(10) == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
        #expect(dataset.test.store.labels.prefix(10) == [9, 2, 1, 1, 6, 1, 4, 6, 5, 7])
        // The mean and deviation that everyone normalizes with, for pixels 0 … 1.
        let scale = try #require(dataset.scales.first)
        #expect(abs(-scale.offset / scale.factor / 255 - 0.2860) < 5e-5)
        #expect(abs(1 / scale.factor / 255 - 0.3530) < 5e-5)
    }

    @Test(.enabled(if: hasFashionMNIST, "dataset-fashion-mnist is not installed"))
    func `the default split is the article's`() throws {
        let library = DatasetLibrary(dataDirectory: Self.debianFolder, environment: [:])
        let summary = try library.summary(of: DatasetSpec())
        #expect((summary.trainingCount, summary.validationCount) == (48_000, 12_000))
        let known = try #require(library.known().first)
        #expect(known.name == "fashion-mnist")
        #expect(try known.summary.get() == summary)
        #expect(summary.folder == Self.debianFolder)
    }

    // MARK: Search

    @Test func `other files under the known names are refused with both sums`() throws {
        let path = try IDXFiles.write(to: folder)
        let sum = try Shell.run("sha256sum", [folder.file("train-images-idx3-ubyte")]).output.prefix { $0 != " " }
        let refusal = try #require(complaint(DatasetLibrary(dataDirectory: path, environment: [:])))
        #expect(refusal.message.contains("\(path)/train-images-idx3-ubyte is not the file of fashion-mnist"))
        // Of each file its sums, and what to do once, at the end.
        let notes = refusal.notes.map { String($0.message.prefix(8)) }
        #expect(notes.count { $0 == "expected" } == 4 && notes.count { $0 == "found   " } == 4)
        #expect(notes.count { $0 == "fetch it" } == 1 && notes.last == "fetch it")
        #expect(
            refusal.notes.map(\.message).prefix(2) == [
                "expected c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888", "found    \(sum)",
            ])
    }

    /// Whose files are refused tells which folder was taken.
    @Test func `folders are searched in order`() throws {
        let environment = [
            "XRUN_DATA_DIR": folder.file("variable"), "XDG_CACHE_HOME": folder.file("cache"),
            "HOME": folder.file("home"),
        ]
        func taken(_ environment: [String: String], _ spec: DatasetSpec = DatasetSpec()) -> String? {
            complaint(DatasetLibrary(dataDirectory: folder.file("option"), environment: environment), spec)?.message
        }
        func put(_ name: String) throws -> String {
            try IDXFiles.write(to: folder, below: name) + "/train-images-idx3-ubyte is not"
        }
        // The last place first: each further one comes before those that are there already.
        let homeCache = try put("home/.cache/xrun/fashion-mnist")
        #expect(taken(["HOME": folder.file("home")])?.hasPrefix(homeCache) == true)
        #expect(taken(["HOME": folder.file("home"), "XDG_CACHE_HOME": ""])?.hasPrefix(homeCache) == true)
        // A folder that the variable names has to be there.
        try folder.write("", to: "variable/readme")
        for place in [
            "cache/xrun/fashion-mnist", "variable/fashion-mnist", "variable", "option/fashion-mnist", "option",
        ] {
            let file = try put(place)
            #expect(taken(environment)?.hasPrefix(file) == true, "\(place)")
        }
        let given = try put("home/given")
        #expect(taken(environment, DatasetSpec(path: folder.file("home/given")))?.hasPrefix(given) == true)
        #expect(taken(environment, DatasetSpec(path: "~/given"))?.hasPrefix(given) == true)
    }

    @Test func `a folder of the variable that is not there is an error where its turn comes`() throws {
        let environment = ["XRUN_DATA_DIR": folder.file("gone"), "HOME": folder.file("home")]
        func message(_ option: String?, _ spec: DatasetSpec = DatasetSpec()) -> String? {
            let library = DatasetLibrary(dataDirectory: option.map { folder.file($0) }, environment: environment)
            return complaint(library, spec)?.message
        }
        // Whose files are refused tells which folder was taken.
        func put(_ name: String) throws -> String {
            try IDXFiles.write(to: folder, below: name) + "/train-images-idx3-ubyte is not"
        }
        _ = try put("home/.cache/xrun/fashion-mnist")
        let refusal = "XRUN_DATA_DIR=\(folder.file("gone")): there is no such folder"
        #expect(message(nil) == refusal)
        try folder.write("", to: "empty/readme")
        #expect(message("empty") == refusal)
        let file = try put("option")
        #expect(message("option")?.hasPrefix(file) == true)
        // Who never looks at the variable does not mind what it names.
        #expect(message(nil, DatasetSpec(path: folder.file("option")))?.hasPrefix(file) == true)
        #expect(message(nil, DatasetSpec(source: .shapes)) == nil)
        try folder.write("", to: "gone")
        #expect(message(nil) == "XRUN_DATA_DIR=\(folder.file("gone")): it is no folder")
    }

    @Test func `a missing data set says where it was looked for and how to get it`() throws {
        try IDXFiles.write(to: folder, below: "some", changing: ["t10k-labels-idx1-ubyte": nil])
        try folder.write("", to: "none/readme")
        func notes(_ name: String) throws -> [String] {
            let library = DatasetLibrary(dataDirectory: nil, environment: [:])
            let refusal = try #require(complaint(library, DatasetSpec(path: folder.file(name))))
            let state = name == "some" ? "is not complete" : "was not found"
            #expect(refusal.message == "data set fashion-mnist \(state)")
            return refusal.notes.map(\.message)
        }
        #expect(try notes("some").first == "looked in \(folder.file("some")): no t10k-labels-idx1-ubyte")
        #expect(try notes("none").first == "looked in \(folder.file("none")): none of the four files")
        #expect(try notes("gone").first == "looked in \(folder.file("gone")): no such folder")
        let ways = try notes("gone").dropFirst().joined(separator: "\n")
        #expect(ways.contains("apt install dataset-fashion-mnist") && ways.contains("--data-dir"))
    }

    @Test func `where the file names the only place the hints fit that`() throws {
        let library = DatasetLibrary(dataDirectory: nil, environment: ["HOME": folder.path])
        func ways(_ spec: DatasetSpec) throws -> [String] {
            try #require(complaint(library, spec)).notes.map(\.message).filter { !$0.hasPrefix("looked in ") }
        }
        try IDXFiles.write(to: folder, below: "above/fashion-mnist")
        try folder.write("", to: "other/readme")
        for path in [folder.file("above"), "~/above"] {
            for written in [path, path + "/"] {
                #expect(
                    try ways(DatasetSpec(path: written)).first
                        == "'path' is the only place; \(path)/fashion-mnist has all files: let it name that")
            }
        }
        let other = try ways(DatasetSpec(path: folder.file("other")))
        #expect(other.first?.hasPrefix("'path' is the only place; let it name a folder that has train-images") == true)
        #expect(other.last?.hasPrefix("or leave it out, and give such a folder by --data-dir FOLDER") == true)
    }

    /// What is said of a place in the folder.
    private func finding(_ name: String) -> String? {
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        return complaint(library, DatasetSpec(path: folder.file(name)))?.notes.first?.message
    }

    @Test func `a place that is no folder says what it is`() throws {
        try folder.write("", to: "file")
        for (link, target) in [("dangling", "/nope"), ("loop", "loop")] {
            try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
        }
        #expect(finding("file") == "looked in \(folder.file("file")): it is no folder")
        #expect(
            finding("dangling")
                == "looked in \(folder.file("dangling")): it is a link to /nope, which does not exist")
        #expect(
            finding("loop")
                == "looked in \(folder.file("loop")): it cannot be read: Too many levels of symbolic links")
    }

    @Test func `a relative folder is told with the one that it is looked for in`() throws {
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        let source = DatasetSpec.Source.idx(path: "no/such/data", classes: 3)
        let refusal = try #require(complaint(library, DatasetSpec(source: source)))
        #expect(refusal.message == "data set no/such/data was not found")
        let whole = FileManager.default.currentDirectoryPath + "/no/such/data"
        #expect(refusal.notes.first?.message == "looked in \(whole): no such folder")
    }

    @Test func `a relative folder that is found is told by its whole path`() throws {
        let start = FileManager.default.currentDirectoryPath
        let up = String(repeating: "../", count: start.split(separator: "/").count)
        let relative: String = try up + IDXFiles.write(to: folder).dropFirst()
        let source = DatasetSpec.Source.idx(path: relative, classes: 3)
        let summary = try DatasetLibrary(dataDirectory: nil, environment: [:]).summary(of: DatasetSpec(source: source))
        #expect(summary.folder == "\(start)/\(relative)")
    }

    @Test(.enabled(if: geteuid() != 0, "root may enter every folder"))
    func `a folder that may not be entered is not said to be missing`() throws {
        try IDXFiles.write(to: folder, below: "locked")
        let path = folder.file("locked")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let words = finding("locked")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        #expect(words == "looked in \(path): it cannot be read: Permission denied")
    }

    @Test func `a folder with a part of the files is told, not passed over for another`() throws {
        try IDXFiles.write(to: folder, below: "option", changing: ["t10k-labels-idx1-ubyte": nil])
        let library = DatasetLibrary(dataDirectory: folder.file("option"), environment: [:])
        let refusal = try #require(complaint(library, DatasetSpec()))
        #expect(
            refusal.message
                == "\(folder.file("option")) holds only a part of data set fashion-mnist: no t10k-labels-idx1-ubyte")
        // What is there is checked as well.
        let others = refusal.notes.map(\.message).filter { $0.contains(" is not the file of fashion-mnist: ") }
        #expect(others.count == 3, "\(refusal)")
    }

    // MARK: What is trained on

    @Test func `classes that no sample is trained on are named`() throws {
        let path = try IDXFiles.write(to: folder)
        func absent(_ spec: DatasetSpec) throws -> [String] {
            try DatasetLibrary(dataDirectory: nil, environment: [:]).summary(of: spec).absentClasses
        }
        // Labels are 0, 1, 2, 0, …
        #expect(try absent(DatasetSpec(source: .idx(path: path, classes: 3), validationFraction: 0)) == [])
        #expect(try absent(DatasetSpec(source: .idx(path: path, classes: 5), validationFraction: 0)) == ["3", "4"])
        let one = DatasetSpec(source: .shapes, limit: 1)
        let dataset = try DatasetLibrary(dataDirectory: nil, environment: [:]).prepare(one)
        var others = dataset.classNames
        others.remove(at: Int(dataset.training.label(at: 0)))
        #expect(try absent(one) == others)
    }

    @Test func `classes have the names that the user gives them`() throws {
        let source = DatasetSpec.Source.idx(path: try IDXFiles.write(to: folder), classes: 4)
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        let names = ["cat", "dog", "bird", "fish"]
        let named = DatasetSpec(source: source, classNames: names, validationFraction: 0)
        #expect(try library.prepare(named).classNames == names)
        #expect(try library.summary(of: named).absentClasses == ["fish"])
        #expect(try library.prepare(DatasetSpec(source: source)).classNames == ["0", "1", "2", "3"])
    }

    @Test func `classes that no sample is validated or tested on are named`() throws {
        let path = try IDXFiles.write(to: folder)
        func summary(fraction: Double) throws -> DatasetSummary {
            let spec = DatasetSpec(source: .idx(path: path, classes: 4), validationFraction: fraction)
            return try DatasetLibrary(dataDirectory: nil, environment: [:]).summary(of: spec)
        }
        // One of ten samples is held out; the two test samples have the labels 0 and 1.
        let held = try summary(fraction: 0.1)
        #expect(held.validationCount == 1 && held.absentFromValidation.count == 3)
        #expect(held.absentFromTest == ["2", "3"])
        // A part without samples is told of elsewhere.
        #expect(try summary(fraction: 0).absentFromValidation == [])
    }

    // MARK: Sharing

    @Test func `samples are read once, whatever the split and the thread`() throws {
        let path = try IDXFiles.write(to: folder)
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        let stores = Mutex<[SampleStore]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { index in
            let spec = DatasetSpec(source: .idx(path: path, classes: 3), splitSeed: UInt64(index), limit: index)
            guard let dataset = try? library.prepare(spec) else { return }
            stores.withLock { $0 += [dataset.training.store, dataset.validation.store] }
        }
        let all = stores.withLock { $0 }
        #expect(all.count == 32)
        #expect(all.allSatisfy { $0 === all[0] })
        // Nothing is read a second time.
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: Never.self) { try library.prepare(DatasetSpec(source: .idx(path: path, classes: 3))) }
    }

    @Test func `raw pixels and labels are those of the samples`() throws {
        let dataset = try DatasetLibrary(dataDirectory: nil, environment: [:]).prepare(DatasetSpec(source: .shapes))
        let store = dataset.test.store
        let copied = unsafe store.withUnsafeSamples { pixels, labels in
            unsafe (
                pixels: Array(UnsafeBufferPointer(start: pixels + 999 * 784, count: 784)),
                labels: Array(UnsafeBufferPointer(start: labels, count: store.count))
            )
        }
        #expect(copied.pixels == Array(store.sample(999)))
        #expect(copied.labels == store.labels)
    }
}
