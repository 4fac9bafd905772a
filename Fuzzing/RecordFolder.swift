import Experiment
import Foundation
import FoundationXML
import Reporting

/// The folder of an experiment, one file of which is the fuzzer's. Whatever it may be is read as that, then summarized
/// and drawn with what else the experiment has (`Corpus/records`).
struct RecordFolder {
    static let shared = make { try RecordFolder() }

    private let folder: ExperimentFolder
    private let path: String
    /// Held, so that another start is refused with what the lock's file says of the holder.
    private let lock: FolderLock
    private let experiment: ExperimentRecord
    private let run: RunRecord
    private let rangeTest: RangeTestRecord

    init() throws {
        path = try temporaryFolder("records")
        folder = try ExperimentFolder(output: path, name: "fuzz")
        try folder.create()
        lock = try folder.lock(since: Timestamp(milliseconds: 0), period: 1e6)
        func seed(_ name: String) throws -> Data {
            try Data(
                contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .appendingPathComponent("Corpus/records/\(name)"))
        }
        try seed("experiment.json").write(to: URL(fileURLWithPath: path + "/fuzz/experiment.json"))
        guard let run = RunRecord(json: JSONText.parse(Array(try seed("run.json")))),
            let rangeTest = RangeTestRecord(json: JSONText.parse(Array(try seed("finder.json"))))
        else { throw CocoaError(.fileReadCorruptFile) }
        (self.run, self.rangeTest) = (run, rangeTest)
        experiment = try Report.read(folder).experiment
    }

    func read(_ bytes: [UInt8]) {
        // What xrun reads records by, then what a checksum that the fuzzer cannot make up would hide.
        _ = RecordText.read(bytes)
        let json = JSONText.parse(bytes)
        if let run = RunRecord(json: json) {
            precondition(RunRecord(json: run.json) != nil)
            // One to compare it with.
            var report = report(ofRuns: 2, rangeTests: 0)
            report.experiment.runs[0].description = run.run
            report.runs[run.run.identity] = run
            summarize(report)
        }
        if let rangeTest = RangeTestRecord(json: json) {
            precondition(RangeTestRecord(json: rangeTest.json) != nil)
            var report = report(ofRuns: 0, rangeTests: 1)
            report.experiment.rangeTests[0].key = rangeTest.key
            report.rangeTests = [rangeTest.key: rangeTest]
            summarize(report)
        }
        guard (try? write(bytes, to: "fuzz/" + MetricsFile.name)) != nil else { return }
        let measurements = (try? MetricsFile.read(folder: folder.path)) ?? []
        if !measurements.isEmpty { summarize(report(ofRuns: 1, rangeTests: 0), measurements) }
        // These two are one value each.
        guard json != nil, (try? write(bytes, to: "fuzz/experiment.json")) != nil,
            (try? write(bytes, to: ".fuzz.lock")) != nil
        else { return }
        if let report = try? Report.read(folder) { summarize(filled(report.experiment)) }
        do throws(ReportingError) { try folder.lock(since: run.started).release() } catch { _ = error.message }
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    /// The first ones of the kept experiment: drawing takes time, and what is the same for every input tells nothing.
    private func report(ofRuns runs: Int, rangeTests: Int) -> Report {
        var part = experiment
        part.runs = Array(part.runs.prefix(runs))
        part.rangeTests = Array(part.rangeTests.prefix(rangeTests))
        return filled(part)
    }

    /// The experiment, each run and range test of which came to the same.
    private func filled(_ experiment: ExperimentRecord) -> Report {
        var report = Report(experiment: experiment, runs: [:], rangeTests: [:])
        for planned in experiment.runs {
            var record = run
            record.run = planned.description
            report.runs[record.run.identity] = record
        }
        for planned in experiment.rangeTests { report.rangeTests[planned.key] = rangeTest }
        return report
    }
}

/// What others read of a report: each text must be what it claims to be.
private func summarize(_ report: Report, _ measurements: [Experiment.Measurement] = []) {
    let comparison = report.comparison
    let grids = comparison.gridAnalyses()
    let figures = SummaryFigures.all(report, comparison, grids) { _ in measurements }
    for figure in figures {
        let svg = make { try figure.svg() }
        precondition(XMLParser(data: Data(svg)).parse())
    }
    let markdown = MarkdownSummary.render(report, comparison, grids, figures: figures)
    // Nothing that a terminal would obey.
    precondition(!markdown.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    let json = JSONSummary.render(report, comparison, grids)
    precondition((try? JSONSerialization.jsonObject(with: Data(json.utf8))) != nil)
    precondition(Set(widths(CSVResults.render(report))).count == 1)
}

/// How many cells each line of a table has (RFC 4180).
private func widths(_ table: String) -> [Int] {
    var (widths, width, isQuoted) = ([Int](), 1, false)
    for byte in table.utf8 {
        switch byte {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: ",") where !isQuoted: width += 1
        case UInt8(ascii: "\n") where !isQuoted:
            widths.append(width)
            width = 1
        default: break
        }
    }
    return widths
}
