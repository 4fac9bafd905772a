import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What fuzzing begins with (`Fuzzing/Corpus`): behind a seed that is not read lies nothing that it would
/// reach.
@Suite struct FuzzingCorpusTests {
    /// The scores of trials stand among the metadata in `range-test-trials`, as earlier versions wrote them.
    @Test(arguments: [("range-test-sweep", false), ("range-test-trials", true), ("range-test-scores", true)])
    func `a range test's checkpoint is read as what it is`(name: String, hasTrials: Bool) throws {
        let path = Repository.root + "/Fuzzing/Corpus/safetensors/\(name)"
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        switch try RangeTestCheckpoint(TensorFile(bytes: bytes)).phase {
        case .sweep(let curve, let network): #expect(!hasTrials && curve.count == 1 && network.weights.count == 2)
        case .trials(let trials):
            #expect(hasTrials && trials.underWay.map(\.network?.weights.count) == [2, 2])
            #expect(trials.underWay.map(\.scores.last?.lossSum) == [22.730726838111877, 22.72900116443634])
        }
    }

    @Test func `every seed is read as what it is`() throws {
        let path = Repository.root + "/Fuzzing/Corpus/records"
        var seeds: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            seeds[name] = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        }
        func take(_ name: String) throws -> Data {
            let seed = seeds.removeValue(forKey: name)
            return try #require(seed, "\(name)")
        }

        for (name, status) in [("run.json", ItemStatus.done), ("run-diverged.json", .diverged)] {
            #expect(RunRecord(json: JSONText.parse(Array(try take(name))))?.status == status)
        }
        let sealed = Array(try take("run-with-checksum.json"))
        #expect(RunRecord(json: RecordText.read(sealed))?.status == .diverged)
        // A byte less is a change: only where a checksum stands does it matter.
        #expect(RecordText.read(Array(sealed.dropLast())) == nil)
        for name in ["finder.json", "finder-not-finite.json"] {
            let record = RangeTestRecord(json: JSONText.parse(Array(try take(name))))
            #expect(record?.outcome?.curve.count == 4, "\(name)")
        }
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.path, name: "seed")
        try temporary.write(try take("metrics.jsonl"), to: "seed/metrics.jsonl")
        #expect(try MetricsFile.read(folder: folder.path).count == 4)
        try temporary.write(try take("experiment.json"), to: "seed/experiment.json")
        let experiment = try Report.read(folder).experiment
        #expect(experiment.runs.count == 5 && experiment.rangeTests.count == 1)
        // Who holds a folder is read by the start that is refused.
        let lock = try folder.lock(since: Samples.start, period: 3600)
        try temporary.write(try take("lock"), to: ".seed.lock")
        let error = #expect(throws: ReportingError.self) { try folder.lock(since: Samples.start) }
        guard case .held(_, let holder?) = error else {
            Issue.record("\(String(describing: error)) does not say who holds the folder")
            return
        }
        #expect(holder.description == "process 21655 on vm since 2026-11-26T05:36:30.517Z")
        lock.release()
        #expect(seeds.isEmpty, "nothing here reads \(seeds.keys)")
    }
}
