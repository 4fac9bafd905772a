import Experiment
import Foundation
import Spec
import TestSupport
import Testing

/// Every file in `Cases`, against the text recorded beside it. `XRUN_RECORD=1` records anew, and fails.
struct CaseTests {
    @Test(arguments: try caseNames("bad"))
    func `a wrong file is refused with exactly these words`(name: String) throws {
        let path = "\(casesFolder)/bad/\(name).yaml"
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let text = complaints(about: bytes, file: "\(name).yaml")
        #expect(text.contains(": error: "))
        try compare(text, with: "bad/\(name).expected")
    }

    @Test(arguments: try caseNames("good"))
    func `a right file decodes to these runs`(name: String) throws {
        let path = "\(casesFolder)/good/\(name).yaml"
        let spec = try ExperimentFile.load(path: path)
        try compare(spec.summary, with: "good/\(name).expected")
    }

    private func compare(_ text: String, with file: String) throws {
        let path = "\(casesFolder)/\(file)"
        if ProcessInfo.processInfo.environment["XRUN_RECORD"] == "1" {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            Issue.record("recorded \(file); read it, then run without XRUN_RECORD")
            return
        }
        let expected = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == expected, "differs from \(file):\n\(text)")
    }
}
