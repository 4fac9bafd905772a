import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// What a second start finds of a range test, and what it makes of it.
@Suite struct RangeTestLogTests {
    private let temporary: TemporaryFolder
    private let folder: ExperimentFolder
    private let plan = Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())])
    private let id = Samples.rangeTest.id
    private let checkpoint = Checkpoints.rangeTest(of: Samples.rangeTest.identity, hasTrials: true)

    init() throws {
        temporary = try TemporaryFolder()
        folder = try temporary.experiment("fashion")
    }

    private func reporter(_ other: RunPlan? = nil, instructions: String? = nil) throws -> Reporter {
        let plan = other ?? self.plan
        var provenance = Samples.provenance
        if let instructions { provenance.machine.instructionSet = instructions }
        return try Reporter(
            plan: plan, folder: folder, provenance: provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun"), clock: { 0 })
    }

    private var record: RangeTestRecord? { try? folder.contents().rangeTests.first?.record }
    private var file: String { "\(folder.path)/\(id.folder)/last.safetensors" }

    /// - Returns: where it begins, and the checkpoint that it was offered.
    private func begin(_ reporter: Reporter) -> (point: ResumePoint, taken: RangeTestCheckpoint?) {
        var taken: RangeTestCheckpoint?
        reporter.handle(.started(id))
        let point = reporter.resume(Samples.rangeTest) { taken = $0 }
        reporter.handle(.item(id, .began(ItemStart(learningRate: nil, workload: Samples.workload, resume: point))))
        return (point, taken)
    }

    private func save(_ reporter: Reporter, _ checkpoint: RangeTestCheckpoint) {
        reporter.handle(.item(id, .checkpointed(.rangeTest(checkpoint))))
        let steps = checkpoint.processed.steps
        wait(for: "the checkpoint of step \(steps)") { record?.checkpoint?.step == steps }
    }

    /// Where a checkpoint is written before it has its name stands a folder.
    private func hinderCheckpoints() throws {
        let temporary =
            "\(folder.path)/\(id.folder)/.last.safetensors.\(ProcessInfo.processInfo.processIdentifier).tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
    }

    @Test func `a killed range test goes on after its checkpoint, which is gone once it is done`() throws {
        let first = try reporter()
        #expect(begin(first).point == ResumePoint())
        save(first, checkpoint)
        _ = first.finish()
        #expect(try folder.progress(of: plan).state(of: id)?.text == "interrupted at step 42: it was killed")

        let second = try reporter()
        let (point, taken) = begin(second)
        #expect(point == ResumePoint(step: 42))
        #expect(taken?.bytes == checkpoint.bytes && taken?.elapsed == checkpoint.elapsed)
        #expect(record?.status == .running && record?.resumedAtStep == 42)
        second.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        #expect(second.finish() == [])
        #expect(record?.status == .done && record?.checkpoint == nil)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(!FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
    }

    @Test func `a stopped range test is one row in TensorBoard once it is done`() throws {
        let first = try reporter()
        _ = begin(first)
        save(first, checkpoint)
        var stopped = Samples.curve
        stopped.isInterrupted = true
        first.handle(.finished(id, .outcome(.rangeTest(stopped))))
        _ = first.finish()
        #expect(try folder.progress(of: plan).state(of: id)?.text == "interrupted at step 42: it was stopped")
        let second = try reporter()
        _ = begin(second)
        second.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        _ = second.finish()
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(id.folder)")
        #expect(names.count { $0.contains("tfevents") } == 1)
    }

    @Test func `TensorBoard is told what was chosen, and why`() throws {
        let only = try reporter()
        _ = begin(only)
        only.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        _ = only.finish()
        let path = "\(folder.path)/\(id.folder)"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: path).first { $0.contains("tfevents") })
        let events = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
        for part in [
            "Suggests the learning rate **0.002**. Confidence: **clear**: its neighbours did worse. Range for cycles: ",
            "It processed 9,600 samples in 4.2 s.",
            "|         0.002 |    70 |     0.7500 |  70.00 % |   1152 | decided |",
            "Exponential ladder from 1e-8 to 10 in 40 steps, climbed once", "| `valley` |        0.0011 |",
        ] { #expect(events.contains(part), "\(part)") }
    }

    @Test(.enabled("needs TensorBoard from PyPI") { try TensorBoardServer.python() != nil })
    func `TensorBoard has the points of the curve, and its picture at the last one`() throws {
        let only = try reporter()
        _ = begin(only)
        only.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        _ = only.finish()
        let reader = TensorBoardReader(python: try #require(try TensorBoardServer.python()))
        let contents = try reader.read("\(folder.path)/\(id.folder)")
        // As text: not-a-number is equal to nothing.
        let scalars = contents.scalars.mapValues { points in points.map { "\($0.step): \(Float($0.value))" } }
        #expect(
            scalars == [
                "finder/learning_rate": ["0: 1e-08", "1: 0.002", "2: 10.0"],
                "finder/loss": ["0: 2.31", "1: 1.1", "2: nan"],
                "finder/smoothed_loss": ["0: 2.31", "1: 1.7", "2: inf"],
            ])
        let images = contents.values.filter { $0.plugin == "images" }
        #expect(images.map(\.tag) == ["finder/curve"] && images.map(\.step) == [2])
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        #expect(images.first?.image?.starts(with: signature) == true)
    }

    @Test(arguments: ["altered", "of another range test", "by other instructions", "does not fit"])
    func `what cannot be used is told, and the range test begins anew`(how: String) throws {
        let first = try reporter()
        _ = begin(first)
        let other = Checkpoints.rangeTest(of: "another", hasTrials: false)
        save(first, how == "of another range test" ? other : checkpoint)
        _ = first.finish()
        if how == "altered" {
            var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            bytes[bytes.count - 1] ^= 1
            try bytes.write(to: URL(fileURLWithPath: file))
        }
        let second = try reporter(instructions: how == "by other instructions" ? "others" : nil)
        second.handle(.started(id))
        let point = second.resume(Samples.rangeTest) { _ throws(CheckpointFault) in
            if how == "does not fit" { throw CheckpointFault("its trials do not fit") }
            Issue.record("taken")
        }
        #expect(point.step == nil)
        #expect(point.remarks.first?.hasPrefix("last.safetensors cannot be used: ") == true)
        #expect(point.remarks.last == "the range test begins anew")
        second.handle(.item(id, .began(ItemStart(learningRate: nil, workload: Samples.workload, resume: point))))
        #expect(record?.status == .running && record?.checkpoint == nil && record?.resumedAtStep == nil)
        let told = second.report.rangeTests[Samples.testKey]
        #expect(told?.status == .running && told?.checkpoint == nil)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(FileManager.default.fileExists(atPath: temporary.file("runs/fashion~old")))
        _ = second.finish()
    }

    @Test func `a range test whose checkpoint is gone says so, and begins anew`() throws {
        let first = try reporter()
        _ = begin(first)
        save(first, checkpoint)
        _ = first.finish()
        try FileManager.default.removeItem(atPath: file)
        let state = try folder.progress(of: plan).state(of: id)
        #expect(state?.text == "interrupted: it was killed; the checkpoint of step 42 is gone")
        let second = try reporter()
        let (point, taken) = begin(second)
        #expect(point == ResumePoint(remarks: ["the checkpoint of step 42 is gone", "the range test begins anew"]))
        #expect(taken == nil && record?.checkpoint == nil && record?.resumedAtStep == nil)
        _ = second.finish()
    }

    /// No range test goes on from a file of that name, which a run's former checkpoint has.
    @Test func `a range test whose checkpoint was renamed says that it is gone, and begins anew`() throws {
        let first = try reporter()
        _ = begin(first)
        save(first, checkpoint)
        _ = first.finish()
        try FileManager.default.moveItem(
            atPath: file, toPath: "\(folder.path)/\(id.folder)/previous.safetensors")
        let second = try reporter()
        let (point, taken) = begin(second)
        #expect(point == ResumePoint(remarks: ["the checkpoint is gone", "the range test begins anew"]))
        #expect(taken == nil && record?.checkpoint == nil && record?.resumedAtStep == nil)
        _ = second.finish()
    }

    @Test func `a range test whose record is gone goes on from its checkpoint, and says so`() throws {
        let first = try reporter()
        _ = begin(first)
        save(first, checkpoint)
        _ = first.finish()
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(id.folder)/finder.json")
        let second = try reporter()
        let (point, taken) = begin(second)
        #expect(
            point
                == ResumePoint(
                    step: 42,
                    remarks: ["finder.json is gone", "the range test goes on from last.safetensors, step 42"]))
        #expect(taken?.elapsed == checkpoint.elapsed)
        #expect(record?.checkpoint?.step == 42 && record?.resumedAtStep == 42)
        _ = second.finish()
    }

    @Test func `what was killed before its record told of the checkpoint goes on`() throws {
        let first = try reporter()
        _ = begin(first)
        let told = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(id.folder)/finder.json"))
        save(first, checkpoint)
        first.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        _ = first.finish()
        // As it stood before either was told of.
        try told.write(to: URL(fileURLWithPath: "\(folder.path)/\(id.folder)/finder.json"))
        try Data(checkpoint.bytes).write(to: URL(fileURLWithPath: file))
        let second = try reporter()
        #expect(begin(second).point == ResumePoint(step: 42))
        #expect(record?.checkpoint?.step == 42 && record?.checkpoint?.elapsed == checkpoint.elapsed)
        second.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        _ = second.finish()
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(id.folder)")
        #expect(names.count { $0.contains("tfevents") } == 1)
    }

    /// Its settings have changed since; the place where it belongs cannot be made at first.
    @Test func `a retry takes no other range test's checkpoint for its own`() throws {
        let first = try reporter()
        _ = begin(first)
        save(first, checkpoint)
        _ = first.finish()
        var changed = Samples.rangeTest
        changed.identity = "with other settings"
        let second = try reporter(Samples.plan([.rangeTest(changed), .run(Samples.autoRun())]))
        try temporary.write("in the way", to: "runs/fashion~old")
        second.handle(.started(id))
        let failure = ItemFailure("no memory", isTransient: true)
        second.handle(.finished(id, .failed(failure)))
        second.handle(.retrying(id, failure, seconds: 1))
        try FileManager.default.removeItem(atPath: temporary.file("runs/fashion~old"))
        second.handle(.started(id))
        #expect(second.resume(changed) { _ in Issue.record("taken") } == ResumePoint())
        second.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        #expect(second.finish() == [])
        #expect(record?.identity == changed.identity && record?.status == .done)
        let aside = temporary.file("runs/fashion~old/\(id.folder)~1/last.safetensors")
        #expect(FileManager.default.fileExists(atPath: aside))
    }

    @Test func `a range test that failed behind its checkpoint tells where the next start takes it up`() throws {
        let first = try reporter()
        _ = begin(first)
        save(first, checkpoint)
        _ = first.finish()
        let second = try reporter()
        second.handle(.started(id))
        second.handle(.finished(id, .failed(ItemFailure("its data cannot be read"))))
        _ = second.finish()
        #expect(try folder.progress(of: plan).state(of: id)?.text == "failed at step 42: its data cannot be read")
        let third = try reporter()
        #expect(begin(third).point == ResumePoint(step: 42))
        third.handle(.finished(id, .failed(ItemFailure("its data cannot be read"))))
        _ = third.finish()
        try FileManager.default.removeItem(atPath: file)
        #expect(
            try folder.progress(of: plan).state(of: id)?.text
                == "failed: its data cannot be read; the checkpoint of step 42 is gone")
    }

    /// The bytes that its file may have are more than an `Int` counts.
    @Test func `the checkpoint of a network of any size is read`() throws {
        let first = try reporter()
        _ = begin(first)
        save(first, checkpoint)
        _ = first.finish()
        let second = try reporter()
        second.handle(.started(id))
        var test = Samples.rangeTest
        test.workload.parameterCount = Int.max / (8 * MemoryLayout<Float>.size * 16)
        #expect(second.resume(test) { _ in } == ResumePoint(step: 42))
        _ = second.finish()
    }

    @Test func `a checkpoint that outlived its range test is removed by the next start`() throws {
        let first = try reporter()
        _ = begin(first)
        first.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        _ = first.finish()
        try Data(checkpoint.bytes).write(to: URL(fileURLWithPath: file))
        _ = try reporter().finish()
        #expect(!FileManager.default.fileExists(atPath: file) && record?.status == .done)
    }

    @Test func `a checkpoint that cannot be written costs a range test nothing`() throws {
        let first = try reporter()
        _ = begin(first)
        try hinderCheckpoints()
        first.handle(.item(id, .checkpointed(.rangeTest(checkpoint))))
        first.handle(.finished(id, .outcome(.rangeTest(Samples.curve))))
        #expect(first.finish() == [])
        #expect(record?.status == .done && record?.reason == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(id.folder)")
        #expect(names.count { $0.contains("tfevents") } == 1)
    }

    @Test func `that a stopped range test has no checkpoint is told`() throws {
        let first = try reporter()
        _ = begin(first)
        try hinderCheckpoints()
        first.handle(.item(id, .checkpointed(.rangeTest(checkpoint))))
        var stopped = Samples.curve
        stopped.isInterrupted = true
        first.handle(.finished(id, .outcome(.rangeTest(stopped))))
        let failures = first.finish()
        #expect(failures.count == 1 && failures.first?.item == id)
        #expect(failures.first?.reason.contains("last.safetensors") == true, "\(failures)")
        #expect(record?.status == .interrupted && record?.reason == failures.first?.reason)
    }

    /// By the file itself: a start that was killed in between wrote its own instructions into the record.
    @Test func `who trained a checkpoint is known whatever the record says`() throws {
        let first = try reporter()
        _ = begin(first)
        let told = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(id.folder)/finder.json"))
        save(first, checkpoint)
        _ = first.finish()
        try told.write(to: URL(fileURLWithPath: "\(folder.path)/\(id.folder)/finder.json"))
        // Not alone: it may not be what killed it.
        let second = try reporter(instructions: "others")
        for id in [id, Samples.autoRun().id] { second.handle(.started(id)) }
        _ = second.finish()
        let third = try reporter(instructions: "others")
        third.handle(.started(id))
        let point = third.resume(Samples.rangeTest) { _ in Issue.record("taken") }
        #expect(point.remarks.first?.contains("other instructions") == true, "\(point.remarks)")
        _ = third.finish()
    }

    @Test func `who makes checkpoints is no suspect, however often it is killed`() throws {
        for steps in [42, 43, 44, 45] {
            let reporter = try reporter()
            _ = begin(reporter)
            save(reporter, Checkpoints.rangeTest(of: Samples.rangeTest.identity, hasTrials: true, steps: steps))
            _ = reporter.finish()
        }
        let last = try reporter()
        #expect(last.handle(.started(id)) == nil)
        _ = last.finish()
    }
}
