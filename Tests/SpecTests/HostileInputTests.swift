import Experiment
import Foundation
import Spec
import TestSupport
import Testing

/// Files that no person writes. Each is refused with a clear error; none crashes, hangs or eats the memory.
struct HostileInputTests {
    @Test func `an alias bomb is counted, not expanded`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text +=
                "a\(level): &a\(level) [" + [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        #expect(
            complaints(about: text).hasPrefix(
                "test.yaml:6:15: error: more than 250000 keys and values, counting what aliases repeat\n"))
    }

    @Test func `ten thousand runs of ten keys are few enough, a quarter of a million keys and values the most`() {
        func told(_ count: Int, _ item: String) -> String {
            complaints(about: "[" + [String](repeating: item, count: count).joined(separator: ",") + "]")
        }
        let run = "{" + (0..<10).map { "k\($0): 1" }.joined(separator: ", ") + "}"
        #expect(told(10_000, run).contains("an experiment is a mapping"))
        // The list is one, too.
        #expect(told(249_999, "1").contains("an experiment is a mapping"))
        #expect(told(250_000, "1").contains("more than 250000 keys and values, counting what aliases repeat"))
        #expect(told(83_333, "{k: 1}").contains("an experiment is a mapping"))
        #expect(told(83_334, "{k: 1}").contains("more than 250000"))
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "&a [", "!!seq ["])
    func `ten thousand levels of nesting end at the fiftieth`(opening: String) {
        let text = String(repeating: opening, count: 10_000)
        #expect(complaints(about: text).contains("error: more than 50 levels of nesting"))
    }

    @Test func `indentation nests no deeper than brackets`() {
        let text = (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(complaints(about: text).hasPrefix("test.yaml:50:50: error: more than 50 levels of nesting"))
    }

    /// Each level repeats the one before it: what reads them needs the stack for all.
    @Test func `aliases nest no deeper than brackets`() {
        // The lists stand on the second level.
        func text(levels: Int) -> String {
            let lists = (1...levels - 3).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
            return complaints(about: "a0: &a0 [x]\n\(lists)")
        }
        #expect(text(levels: 51).hasPrefix("test.yaml:49:12: error: more than 50 levels of nesting\n"))
        #expect(text(levels: 50).contains("unknown key 'a47'") && !text(levels: 50).contains("nesting"))
        // What is merged stands beside what it is merged with, and no deeper.
        let mappings = (1...60).map { "a\($0): &a\($0) {<<: *a\($0 - 1)}\n" }.joined()
        #expect(!complaints(about: "a0: &a0 {b: 1}\n\(mappings)").contains("nesting"))
    }

    @Test func `fifty levels are allowed`() {
        let nested = String(repeating: "[", count: 48) + String(repeating: "]", count: 48)
        #expect(!complaints(about: "base: {epochs: \(nested)}").contains("nesting"))
        #expect(complaints(about: "base: {epochs: [\(nested)]}").contains("nesting"))
    }

    @Test func `a file of 100 MB is refused before it is read`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("base: {}\n", to: "big.yaml")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 100 << 20)
        #expect(failure(path) == "error: cannot read '\(path)': it has 100 MB; an experiment file has at most 16 MB\n")
    }

    @Test func `what is no file is refused`() throws {
        let folder = try TemporaryFolder()
        #expect(failure(folder.path).hasSuffix("': it is a folder\n"))
        #expect(failure(folder.file("none.yaml")).hasSuffix("': No such file or directory\n"))
        let link = folder.file("link.yaml")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere")
        #expect(failure(link).hasSuffix("': No such file or directory\n"))
        #expect(try Shell.run("mkfifo", [folder.file("pipe")]).status == 0)
        #expect(failure(folder.file("pipe")).hasSuffix("': it is no regular file\n"))
        // Foundation's own way of taking such paths apart traps.
        for path in ["-", "x", "é"] { #expect(failure(path).contains("cannot read '\(path)': No such file")) }
        #expect(failure("a\0b").hasSuffix("': its name holds a NUL character\n"))
    }

    private func failure(_ path: String) -> String {
        var renderer = DiagnosticRenderer(color: false)
        do {
            return renderer.render(try ExperimentFile.load(path: path).remarks)
        } catch {
            return renderer.render(error.all)
        }
    }

    @Test func `bytes that are no text are shown where they stand`() {
        #expect(
            complaints(about: Array("base:\n  epochs: 1\u{0} # x".utf8)) == """
                test.yaml:2:12: error: a NUL character is not allowed in YAML
                  2 |   epochs: 1\\u{0} # x
                    |            ^~~~~

                """)
        #expect(
            complaints(about: "a: \u{1B}[2J").hasPrefix(
                "test.yaml:1:4: error: the character U+001B is not allowed in YAML"))
        #expect(
            complaints(about: Array("ü: ".utf8) + [0xC3, 0x28])
                == "test.yaml:1:4: error: this byte is not UTF-8; save the file as UTF-8\n  1 | ü: \u{FFFD}(\n    |    ^\n"
        )
        #expect(complaints(about: [0xC0, 0x80]).contains("not UTF-8"))
        #expect(complaints(about: [0xED, 0xA0, 0x80]).contains("not UTF-8"))
        for start: [UInt8] in [[0xFF, 0xFE, 0x62, 0], [0xFE, 0xFF, 0, 0x62]] {
            #expect(complaints(about: start).contains("the file is UTF-16; save it as UTF-8"))
        }
        for start: [UInt8] in [[0xFF, 0xFE, 0, 0, 0x62, 0, 0, 0], [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x62]] {
            #expect(complaints(about: start).contains("the file is UTF-32; save it as UTF-8"))
        }
    }

    @Test func `a byte order mark and Windows line ends change nothing`() throws {
        let text = "\u{FEFF}base:\r\n  epochs: 3\r\n  sed: 4\r\n"
        #expect(
            complaints(about: text)
                == "test.yaml:3:3: error: unknown key 'sed'; did you mean 'seed'?\n  3 |   sed: 4\n    |   ^~~\n")
        #expect(try decode(text.replacing("sed", with: "seed")).runs[0].configuration.epochs == 3)
    }

    @Test func `sixteen megabytes of anything are refused in good time`() {
        let size = 15 << 20
        func filled(_ unit: String) -> String { String(repeating: unit, count: size / unit.utf8.count) }
        #expect(complaints(about: "base: {epochs: \(filled("1"))}").contains("expects an integer of at least 1"))
        #expect(complaints(about: filled("[]\n")).contains("error: "))
        #expect(complaints(about: "- " + filled("a ")).contains("an experiment is a mapping"))
        #expect(complaints(about: "[" + filled("1,")).contains("more than 250000 keys and values"))
        #expect(complaints(about: filled("- a\n")).contains("more than 250000 keys and values"))
        #expect(complaints(about: filled("%TAG ! x\n")).contains("more than 100 lines begin with '%'"))
        #expect(complaints(about: filled("# comment\n")).contains("the file is empty"))
        #expect(complaints(about: filled("\n")).contains("the file is empty"))
        #expect(complaints(about: "\"" + filled("\\n")).contains("error: "))
        #expect(complaints(about: "a: |\n" + filled(" b\n")).contains("unknown key 'a'"))
        #expect(complaints(about: filled("x") + ": 1").contains("error: "))
        #expect(complaints(about: "&" + filled("x") + " 1").contains("error: "))
        #expect(complaints(about: "!<" + filled("x") + "> 1").contains("error: unknown tag"))
    }

    @Test func `every one of many errors is reported`() {
        let text = "base:\n" + (0..<40_000).map { "  k\($0): 1\n" }.joined()
        #expect(complaints(about: text).matches(of: #/error: unknown key/#).count == 40_000)
    }

    /// Lines are taken apart once, not for each of their errors, which took minutes; the time is not looked at here.
    @Test func `every one of many errors of two long lines is told with its line`() {
        let keys = (0..<10_000).map { "k\($0): 1" }.joined(separator: ", ")
        let text = complaints(about: "base: {\(keys),\n\(keys)}")
        #expect(text.matches(of: #/test.yaml:1:[0-9]+: error: unknown key/#).count == 10_000)
        #expect(text.matches(of: #/test.yaml:2:[0-9]+: error: /#).count == 10_000)
        #expect(text.contains("\n  1 | base: {k0: 1, k1: 1, k2: 1, "))
    }

    /// Each alias was compared with every anchor: 20 000 of both took minutes.
    @Test func `aliases to no anchor are compared with ten thousand anchors in all`() {
        func expect(_ suggestions: Int, anchors: Int, aliases: Int) {
            let values = (0..<anchors).map { "&anchor\($0) 1" } + (0..<aliases).map { "*anchro\($0)" }
            let text = complaints(about: "[\(values.joined(separator: ", "))]")
            #expect(text.matches(of: #/error: no '&anchro[0-9]+' before this alias/#).count == aliases)
            #expect(text.matches(of: #/; did you mean '\*anchor[0-9]+'\?/#).count == suggestions)
        }
        expect(100, anchors: 100, aliases: 150)
        expect(0, anchors: 10_001, aliases: 3)
    }

    @Test func `an alias is compared with no anchor of megabytes`() {
        func told(letters: Int) -> String {
            let name = String(repeating: "x", count: letters)
            return complaints(about: "[&\(name) 1, *\(name.dropLast())]")
        }
        #expect(told(letters: 40).contains(" before this alias; did you mean '*xx"))
        #expect(told(letters: 41).contains(" before this alias\n"))
    }

    /// Each was compared with all before it.
    @Test func `one of very many class names that stands twice is told in good time`() {
        let names = (0..<80_000).map { "class\($0)" }.joined(separator: ", ")
        let text = complaints(about: "base: {dataset: {idx: {path: x, classes: 2, class_names: [\(names), class0]}}}")
        #expect(text.contains("error: 'class_names' has 'class0' twice\n"))
    }

    /// Found by fuzzing: 65 536 combinations, each of them wrong in the same way, took seconds.
    @Test func `a large grid that is wrong is told once`() {
        let axes = (0..<16).map { "      optimizer.sgd.unknown\($0): [1, 2]\n" }.joined()
        let text = "runs:\n  - grid:\n" + axes
        #expect(complaints(about: text).matches(of: #/error: unknown key 'unknown[0-9]+'/#).count == 16)
    }

    /// Half a million pairs of settings, each of which was compared with the whole run.
    @Test func `a thousand keys of one grid are told in good time`() {
        let axes = (0..<1000).map { "      optimizer.sgd.unknown\($0): [1]\n" }.joined()
        let text = "runs:\n  - grid:\n" + axes
        #expect(complaints(about: text).matches(of: #/error: unknown key 'unknown[0-9]+'/#).count == 1000)
    }

    /// Each key was a loop inside the one before it: 20 000 of them overflowed the stack.
    @Test func `a grid of more keys than a run has settings is told, and not expanded`() {
        func text(grid: Int, zip: Int) -> String {
            func keys(_ name: String, _ count: Int) -> String {
                "\(name):\n" + (0..<count).map { "    \(name)\($0): [1]\n" }.joined()
            }
            return complaints(about: "runs:\n- \(keys("grid", grid))  \(keys("zip", zip))")
        }
        let told = text(grid: 5000, zip: 1)
        #expect(told.matches(of: #/error: unknown key '(grid|zip)[0-9]+'/#).count == 5001)
        #expect(told.contains("test.yaml:103:5: error: more than 100 keys in 'grid' and 'zip'\n"))
        #expect(text(grid: 40, zip: 61).contains("error: more than 100 keys in 'grid' and 'zip'\n"))
        #expect(!text(grid: 40, zip: 60).contains("more than"))
    }

    @Test func `an exclusion of more keys than a run has settings is told`() {
        func text(_ count: Int) -> String {
            let keys = (0..<count).map { "    optimizer.sgd.k\($0): 1\n" }.joined()
            return complaints(about: "runs:\n- grid: {epochs: [1]}\n  exclude:\n  -\n\(keys)")
        }
        let told = text(5000)
        #expect(told.matches(of: #/error: unknown key 'k[0-9]+'/#).count == 5000)
        #expect(told.contains("test.yaml:105:5: error: more than 100 keys in an entry of 'exclude'\n"))
        #expect(!text(100).contains("more than"))
    }

    /// Each of the entry's keys was searched for among all of `base`.
    @Test func `keys that are wrong in base and in an entry are told in good time`() {
        func lines(_ name: String) -> String { (0..<15_000).map { "    \(name)\($0): 1\n" }.joined() }
        let text = "base:\n\(lines("base"))runs:\n  -\n\(lines("entry"))"
        #expect(complaints(about: text).matches(of: #/error: unknown key '(base|entry)[0-9]+'/#).count == 30_000)
    }

    @Test func `no prefix of a file crashes`() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: Repository.root + "/experiments/shapes.yaml")))
        for length in 0...whole.count { _ = complaints(about: Array(whole.prefix(length))) }
    }

    @Test(arguments: 0..<50)
    func `no damage to a file crashes`(seed: UInt64) throws {
        let names = try caseNames("good").map { "\(casesFolder)/good/\($0).yaml" }
        var random = RandomStream(seed: seed, for: .split)
        for name in names {
            var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: name)))
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = Array("{}[]:,&*!|>'\"%@`#-? \n\t\u{0}".utf8).randomElement(using: &random) ?? 0
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
            }
            _ = complaints(about: bytes)
        }
    }
}
