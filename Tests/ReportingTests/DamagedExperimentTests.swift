import Reporting
import TestSupport
import Testing

@Suite struct DamagedExperimentTests {
    @Test func `a damaged experiment is not taken for none`() throws {
        let temporary = try TemporaryFolder()
        let file = try temporary.write("{\"format\": 1, \"experim", to: "fashion/experiment.json")
        let folder = try ExperimentFolder(existing: temporary.file("fashion"))
        let error = #expect(throws: ReportingError.self) { try Report.read(folder) }
        #expect(error == .damaged(path: folder.path + "/experiment.json"), "\(file)")
        #expect(error?.message.contains("/experiment.json is damaged") == true)
    }

    @Test func `a folder without one is none`() throws {
        let temporary = try TemporaryFolder()
        try temporary.write("", to: "fashion/notes.txt")
        let folder = try ExperimentFolder(existing: temporary.file("fashion"))
        #expect(throws: ReportingError.noRecords(path: folder.path)) { try Report.read(folder) }
    }
}
