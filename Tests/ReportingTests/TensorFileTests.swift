import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct TensorFileTests {
    static let file = TensorFile(
        metadata: [(key: "step", value: "12"), (key: "text", value: "a \"quoted\" ü")],
        tensors: [
            NetworkState.Tensor(
                name: "conv1.weight", shape: [2, 1, 1, 3],
                values: [1, -0.0, .infinity, .nan, .leastNonzeroMagnitude, 7]),
            NetworkState.Tensor(name: "conv1.bias", shape: [2], values: [0.1, -0.2]),
            NetworkState.Tensor(name: "scalar", shape: [], values: [3]),
        ])

    private static func expectSame(_ a: TensorFile, _ b: TensorFile) {
        #expect(a.metadata.map(\.key) == b.metadata.map(\.key) && a.metadata.map(\.value) == b.metadata.map(\.value))
        #expect(a.tensors.map(\.name) == b.tensors.map(\.name) && a.tensors.map(\.shape) == b.tensors.map(\.shape))
        #expect(a.tensors.map { $0.values.map(\.bitPattern) } == b.tensors.map { $0.values.map(\.bitPattern) })
    }

    @Test func `what is written is read back, bit by bit`() throws {
        let bytes = Self.file.bytes
        Self.expectSame(try TensorFile(bytes: bytes), Self.file)
        #expect(bytes == Self.file.bytes)
        #expect(bytes[0] % 8 == 0, "the data begin at a multiple of 8")
    }

    @Test func `a file that is cut off or altered anywhere is refused`() {
        let bytes = Self.file.bytes
        for count in 0..<bytes.count {
            #expect(throws: CheckpointFault.self) { try TensorFile(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: CheckpointFault.self) { try TensorFile(bytes: bytes + [0]) }
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1
            #expect(throws: CheckpointFault.self, "byte \(index)") { try TensorFile(bytes: altered) }
        }
    }

    @Test func `of a file that is not read its header tells the metadata`() throws {
        let folder = try TemporaryFolder()
        let head = Self.file.head
        let read = try TensorFile(headerOf: folder.write(Data(head), to: "head"))
        Self.expectSame(read, TensorFile(metadata: Self.file.metadata, tensors: []))
        for count in [0, 7, 8, head.count - 1] {
            let path = try folder.write(Data(head.prefix(count)), to: "cut")
            #expect(throws: CheckpointFault("it is cut off"), "\(count)") { try TensorFile(headerOf: path) }
        }
        let huge = [UInt8](repeating: 0xFF, count: 8) + head.dropFirst(8)
        let path = try folder.write(Data(huge), to: "huge")
        #expect(throws: CheckpointFault("it is cut off")) { try TensorFile(headerOf: path) }
        #expect(throws: CheckpointFault.self) { try TensorFile(headerOf: folder.file("none")) }
        // Of the same format, as another program writes it.
        let header = Array(#"{"__metadata__":{"step":"12"}}"#.utf8)
        let foreign = try folder.write(Data([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header), to: "foreign")
        #expect(throws: CheckpointFault("it was not written by xrun")) { try TensorFile(headerOf: foreign) }
    }

    /// Files with a right checksum that lie otherwise: whoever can write the folder can make them.
    @Test(arguments: [
        ("[2]", "[99999999999]"), ("[2]", "[-2]"), ("[2]", "[4611686018427387904, 4]"), ("[2]", "[2.0]"),
        ("[24, 32]", "[20, 32]"), ("[24, 32]", "[24, 9223372036854775807]"), ("[24, 32]", "[32, 24]"),
        ("[24, 32]", "[24]"), ("F32", "F16"), ("\"12\"", "12  "), ("[32, 36]", "[32, 32]"),
    ])
    func `a header that lies is refused`(truth: String, lie: String) throws {
        let bytes = Self.file.bytes
        let length = Int(bytes[0]) + Int(bytes[1]) << 8
        let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
        #expect(header.contains(truth))
        let lying = Array(header.replacing(truth, with: lie, maxReplacements: 1).utf8)
        let forged = Self.sealed(
            (0..<8).map { UInt8(truncatingIfNeeded: lying.count >> (8 * $0)) } + lying + bytes[(8 + length)...])
        #expect(throws: CheckpointFault.self) { try TensorFile(bytes: forged) }
        // The seal itself is right.
        Self.expectSame(try TensorFile(bytes: Self.sealed(bytes)), Self.file)
    }

    /// `bytes` with the checksum that belongs to them, made by another program.
    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let opening = Array("{\"__metadata__\": {\"sha256\": \"".utf8)
        let digits = 8 + opening.count..<8 + opening.count + 64
        bytes.replaceSubrange(digits, with: [UInt8](repeating: UInt8(ascii: "0"), count: 64))
        guard let folder = try? TemporaryFolder(), let path = try? folder.write(Data(bytes), to: "file"),
            let sum = try? Shell.run("sha256sum", [path]).output.prefix(64)
        else { return [] }
        bytes.replaceSubrange(digits, with: Array(sum.utf8))
        return bytes
    }

    @Test func `headers that no file holds are refused at once`() {
        var huge = Self.file.bytes
        huge.replaceSubrange(0..<8, with: [UInt8](repeating: 0xFF, count: 8))
        #expect(throws: CheckpointFault("it is cut off")) { try TensorFile(bytes: huge) }
        #expect(throws: CheckpointFault.self) { try TensorFile(bytes: [UInt8](repeating: 0, count: 1000)) }
    }

    @Test func `a checkpoint is the same after a way through its file`() throws {
        let checkpoint = Checkpoints.sample()
        let bytes = checkpoint.file.bytes
        let back = try RunCheckpoint(TensorFile(bytes: bytes))
        #expect(back.file.bytes == bytes)
        #expect(back.position == checkpoint.position)
        #expect(back.learningRate == checkpoint.learningRate && back.identity == checkpoint.identity)
        #expect(
            checkpoint.file.tensors.map(\.name) == [
                "conv1.weight", "conv1.bias", "optimizer.first_moment.conv1.weight",
                "optimizer.first_moment.conv1.bias",
                "optimizer.second_moment.conv1.weight", "optimizer.second_moment.conv1.bias", "best.conv1.weight",
                "best.conv1.bias",
            ])
        let best = try #require(checkpoint.bestFile)
        #expect(best.tensors.map(\.name) == ["conv1.weight", "conv1.bias"])
        #expect(best["step"] == "20" && best["objective_metric"] == "validation_accuracy")
    }

    @Test func `other programs are told how pixels become inputs, to the bit`() throws {
        var checkpoint = Checkpoints.sample()
        for file in [checkpoint.file, try #require(checkpoint.bestFile)] {
            #expect(file["input_scale"] == nil && file["input_offset"] == nil)
        }
        let scales = [
            PixelScale(factor: 1 / 255, offset: 0), PixelScale(factor: 0.1, offset: -9 * (1 / 255)),
            PixelScale(factor: 1, offset: -.leastNonzeroMagnitude),
        ]
        checkpoint.inputScales = scales
        for file in [checkpoint.file, try #require(checkpoint.bestFile)] {
            func numbers(_ key: String) throws -> [Float] {
                let text = try #require(file[key])
                return try JSONDecoder().decode([Double].self, from: Data(text.utf8)).map { Float($0) }
            }
            #expect(try numbers("input_scale") == scales.map(\.factor))
            #expect(try numbers("input_offset") == scales.map(\.offset))
            #expect(file["input_scale"]?.hasPrefix("[0.003921568859368563, 0.1") == true)
        }
        // Whoever goes on has the data set, and needs neither.
        #expect(try RunCheckpoint(TensorFile(bytes: checkpoint.file.bytes)).position == checkpoint.position)
    }

    @Test func `a checkpoint with other contents is refused`() throws {
        let file = Checkpoints.sample().file
        for key in ["format", "identity", "step", "learning_rate", "objective_metric", "position"] {
            var other = file
            other.metadata.removeAll { $0.key == key }
            #expect(throws: CheckpointFault.self, "\(key)") { try RunCheckpoint(other) }
        }
        let counts = [
            ("\"measurements\": 5", "\"measurements\": 9223372036854775807"),
            ("\"count\": 64}", "\"count\": 9223372036854775807}"), ("\"best_step\": 20", "\"best_step\": -20"),
        ]
        for (old, new) in counts {
            var position = file
            position.metadata = file.metadata.map { (key: $0.key, value: $0.value.replacing(old, with: new)) }
            #expect(position["position"]?.contains(new) == true)
            #expect(throws: CheckpointFault.self, "\(new)") { try RunCheckpoint(position) }
        }
        for name in ["conv1", "a.b.c", "optimizer.momentum.weight", "a.b.c.d.e", ""] {
            var other = file
            other.tensors[0].name = name
            #expect(throws: CheckpointFault.self, "\(name)") { try RunCheckpoint(other) }
        }
    }
}

@Suite struct RangeTestCheckpointFileTests {
    @Test(arguments: [false, true])
    func `a range test's checkpoint is the same after a way through its file`(hasTrials: Bool) throws {
        let checkpoint = Checkpoints.rangeTest(hasTrials: hasTrials)
        let bytes = checkpoint.bytes
        let back = try RangeTestCheckpoint(TensorFile(bytes: bytes))
        #expect(back.bytes == bytes)
        #expect(back.sweeps == checkpoint.sweeps && back.processed == checkpoint.processed)
        switch (back.phase, checkpoint.phase) {
        case (.sweep(let curve, let network), .sweep(let given, _)):
            #expect(curve == given && network.step == given.count)
            #expect(
                checkpoint.file(instructionSet: "any").tensors.map(\.name) == [
                    "sweep.conv1.weight", "sweep.conv1.bias", "sweep.optimizer.momentum.conv1.weight",
                    "sweep.optimizer.momentum.conv1.bias",
                ])
        case (.trials(let trials), .trials(let given)):
            #expect(trials.samplesBefore == given.samplesBefore && trials.stages == given.stages)
            #expect(trials.underWay.map(\.logRate) == given.underWay.map(\.logRate))
            #expect(trials.underWay.map(\.network?.step) == [2, nil])
            // A loss that is not finite too.
            #expect(trials.underWay[1].scores.last?.lossSum.isNaN == true)
            #expect(checkpoint.file(instructionSet: "any").tensors.first?.name == "trial1.conv1.weight")
        default: Issue.record("another phase")
        }
    }

    @Test func `a range test's checkpoint that an earlier version wrote is read as well`() throws {
        let back = try RangeTestCheckpoint(TensorFile(bytes: Checkpoints.earlierRangeTest.bytes))
        #expect(back.bytes == Checkpoints.rangeTest(hasTrials: true).bytes)
    }

    /// A longer header than 100 MB is not read.
    @Test func `a trial's scores are kept to the bit, and take no room in the header`() throws {
        let score = ScoreSum(lossSum: Double(bitPattern: 0x7FA0_0001_7FA0_0001), correct: 1 << 40, count: 3 << 40)
        let files = [10, 90].map { steps in
            Checkpoints.rangeTest(hasTrials: true, scores: Array(repeating: score, count: steps))
                .file(instructionSet: "any")
        }
        // In steps of 8.
        #expect(abs(files[0].head.count - files[1].head.count) <= 8)
        guard case .trials(let trials) = try RangeTestCheckpoint(TensorFile(bytes: files[1].bytes)).phase else {
            Issue.record("another phase")
            return
        }
        let back = trials.underWay[0].scores
        #expect(back.count == 90 && trials.underWay[0].network?.step == 90)
        #expect(back.allSatisfy { $0.lossSum.bitPattern == score.lossSum.bitPattern })
        #expect(back.allSatisfy { $0.correct == score.correct && $0.count == score.count })
    }

    @Test func `scores that are not those of a trial's steps are refused`() throws {
        let file = Checkpoints.rangeTest(hasTrials: true).file(instructionSet: "any")
        func refuses(
            _ what: String, of trial: Int = 1, _ change: (inout [NetworkState.Tensor], Int) -> Void
        ) throws {
            var other = file
            let index = try #require(file.tensors.firstIndex { $0.name == "trial\(trial).scores" })
            change(&other.tensors, index)
            #expect(throws: CheckpointFault.self, "\(what)") { try RangeTestCheckpoint(other) }
        }
        // The second one has failed.
        for trial in 1...2 {
            try refuses("none", of: trial) { $0.remove(at: $1) }
            try refuses("one too few", of: trial) {
                $0[$1].values.removeLast(6)
                $0[$1].shape[0] = 1
            }
        }
        try refuses("another shape") { $0[$1].shape = [2, 2, 3] }
        try refuses("more correct ones than samples") { $0[$1].values[2] = Float(bitPattern: 65) }
        try refuses("more samples than there are") { $0[$1].values[5] = Float(bitPattern: 1 << 20) }
        try refuses("fewer samples than none") { $0[$1].values[5] = Float(bitPattern: 1 << 31) }
    }

    @Test(arguments: [false, true])
    func `a range test's checkpoint with other contents is refused`(hasTrials: Bool) {
        refuseOthers(than: Checkpoints.rangeTest(hasTrials: hasTrials).file(instructionSet: "any"))
    }

    @Test func `a range test's checkpoint of an earlier version with other contents is refused`() {
        refuseOthers(than: Checkpoints.earlierRangeTest)
    }

    private func refuseOthers(than file: TensorFile) {
        func refuses(_ what: String, _ change: (inout TensorFile) -> Void) {
            var other = file
            change(&other)
            #expect(throws: CheckpointFault.self, "\(what)") { try RangeTestCheckpoint(other) }
        }
        for key in ["format", "identity", "progress"] {
            refuses(key) { $0.metadata.removeAll { $0.key == key } }
        }
        for name in ["conv1.weight", "trial3.conv1.weight", "sweep.conv1", "trial1.a.b.c", "trial2", ""] {
            refuses(name) { $0.tensors[0].name = name }
        }
        let replacements = [
            ("\"steps\": ", "\"steps\": -"), ("\"samples\": 3", "\"samples\": 922337203685477580"),
            ("\"sweeps\": [", "\"sweeps\": [3, "), ("\"curve\"", "\"curves\""), ("\"stages\"", "\"stage\""),
            ("\"decade\": -", "\"decade\": \"a"), ("\"correct\": 3", "\"correct\": 65"),
        ]
        for (old, new) in replacements where file["progress"]?.contains(old) == true {
            refuses(new) { file in
                file.metadata = file.metadata.map { (key: $0.key, value: $0.value.replacing(old, with: new)) }
            }
        }
    }
}

/// Hand-made checkpoints.
enum Checkpoints {
    /// - Parameter scores: of a trial that goes on; nil for two.
    static func rangeTest(
        of identity: String = "identity", hasTrials: Bool, steps: Int = 42, scores: [ScoreSum]? = nil
    ) -> RangeTestCheckpoint {
        let run = sample()
        var network = NetworkState(
            step: 2, weights: run.network.weights,
            optimizer: [NetworkState.OptimizerSlot(name: "momentum", tensors: run.network.weights)])
        let curve = [1e-8, 1e-7].map {
            RangeTestOutcome.Point(learningRate: $0, loss: 2.0 / 3, smoothedLoss: 0.1 + 0.2)
        }
        let sweep = RangeTestOutcome.Sweep(seed: .max, curve: curve, stop: .notFinite)
        let score = ScoreSum(lossSum: 0.1 + 0.2, correct: 3, count: 64)
        let scores = scores ?? [score, score]
        if hasTrials { network.step = scores.count }
        let state = TrialState(
            logRate: -2.25, steps: 2, score: Score(loss: 1.0 / 3, accuracy: 0.7), judged: 64, peakLoss: 7.0 / 3,
            lossError: 0.1 / 3)
        let failed = TrialState(logRate: 0.1 + 0.2, steps: 2, score: nil, judged: 0)
        let trials = RangeTestCheckpoint.Trials(
            samplesBefore: 2560,
            stages: [.init(trial: state, target: 2, samples: 3000), .init(trial: failed, target: 2, samples: 3100)],
            underWay: [
                .init(logRate: state.logRate, scores: scores, network: network),
                .init(
                    logRate: failed.logRate, scores: [score, ScoreSum(lossSum: .nan, correct: 0, count: 64)],
                    network: nil),
            ])
        return RangeTestCheckpoint(
            identity: identity, sweeps: [sweep], phase: hasTrials ? .trials(trials) : .sweep(curve: curve, network),
            processed: .init(steps: steps, trainedSamples: 64 * steps, samples: 3 * 64 * steps),
            elapsed: ElapsedTime(training: 1, total: 2))
    }

    /// One with trials, as earlier versions wrote it.
    static var earlierRangeTest: TensorFile {
        let score = #"{"loss_sum": 0.30000000000000004, "correct": 3, "count": 64}"#
        let last = #"{"loss_sum": null, "correct": 0, "count": 64, "nonfinite": "nan"}"#
        let replacements = [
            ("xrun range test 3", "xrun range test 2"),
            (#""failed": false, "steps": 2"#, #""failed": false, "scores": [\#(score), \#(score)]"#),
            (#""failed": true, "steps": 2"#, #""failed": true, "scores": [\#(score), \#(last)]"#),
        ]
        var file = rangeTest(hasTrials: true).file(instructionSet: "any")
        file.tensors.removeAll { $0.name.hasSuffix(".scores") }
        file.metadata = file.metadata.map { entry in
            let value = replacements.reduce(entry.value) { $0.replacing($1.0, with: $1.1) }
            return (key: entry.key, value: value)
        }
        return file
    }

    static func sample(of identity: String = "identity", step: Int = 30, measurements: Int = 5) -> RunCheckpoint {
        func tensors(_ value: Float) -> [NetworkState.Tensor] {
            [
                .init(name: "conv1.weight", shape: [2, 1, 2, 2], values: (0..<8).map { value + Float($0) / 3 }),
                .init(name: "conv1.bias", shape: [2], values: [value, -value]),
            ]
        }
        var position = TrainingPosition()
        position.step = step
        position.measurements = measurements
        position.validations = 1
        position.sinceLog = ScoreSum(lossSum: 0.1 + 0.2, correct: 3, count: 64)
        position.epoch = ScoreSum(lossSum: 100.0 / 3, correct: 300, count: 640)
        position.validationLast = Score(loss: 0.5, accuracy: 0.8)
        position.validationBest = Score(loss: 1.0 / 3, accuracy: 0.85)
        position.bestStep = step - 10
        return RunCheckpoint(
            identity: identity, learningRate: 0.1, metric: .validationAccuracy, position: position,
            network: NetworkState(
                step: step, weights: tensors(1),
                optimizer: [
                    .init(name: "first_moment", tensors: tensors(2)),
                    .init(name: "second_moment", tensors: tensors(3)),
                ]), best: tensors(4), elapsed: ElapsedTime(training: 10, total: 12))
    }
}

extension TensorFile {
    /// The whole file.
    var bytes: [UInt8] {
        head
            + tensors.flatMap {
                $0.values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
            }
    }
}

extension RangeTestCheckpoint {
    /// As on the machine of `Samples.provenance`.
    var bytes: [UInt8] { file(instructionSet: Samples.provenance.machine.instructionSet).bytes }
}
