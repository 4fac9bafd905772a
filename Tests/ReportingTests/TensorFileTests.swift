import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct TensorFileTests {
    static let file = TensorFile(
        metadata: [(key: "step", value: "12"), (key: "text", value: "a \"quoted\" ü")],
        tensors: [
            RunCheckpoint.Tensor(
                name: "conv1.weight", shape: [2, 1, 1, 3],
                values: [1, -0.0, .infinity, .nan, .leastNonzeroMagnitude, 7]),
            RunCheckpoint.Tensor(name: "conv1.bias", shape: [2], values: [0.1, -0.2]),
            RunCheckpoint.Tensor(name: "scalar", shape: [], values: [3]),
        ])

    private static func expectSame(_ a: TensorFile, _ b: TensorFile) {
        #expect(a.metadata.map(\.key) == b.metadata.map(\.key) && a.metadata.map(\.value) == b.metadata.map(\.value))
        #expect(a.tensors.map(\.name) == b.tensors.map(\.name) && a.tensors.map(\.shape) == b.tensors.map(\.shape))
        #expect(a.tensors.map { $0.values.map(\.bitPattern) } == b.tensors.map { $0.values.map(\.bitPattern) })
    }

    @Test func `what is written is read back, bit by bit`() throws {
        let bytes = Self.file.bytes()
        Self.expectSame(try TensorFile(bytes: bytes), Self.file)
        #expect(bytes == Self.file.bytes())
        #expect(bytes[0] % 8 == 0, "the data begin at a multiple of 8")
    }

    @Test func `a file that is cut off or altered anywhere is refused`() {
        let bytes = Self.file.bytes()
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

    /// Files with a right checksum that lie otherwise: whoever can write the folder can make them.
    @Test(arguments: [
        ("[2]", "[99999999999]"), ("[2]", "[-2]"), ("[2]", "[4611686018427387904, 4]"), ("[2]", "[2.0]"),
        ("[24, 32]", "[20, 32]"), ("[24, 32]", "[24, 9223372036854775807]"), ("[24, 32]", "[32, 24]"),
        ("[24, 32]", "[24]"), ("F32", "F16"), ("\"12\"", "12  "), ("[32, 36]", "[32, 32]"),
    ])
    func `a header that lies is refused`(truth: String, lie: String) throws {
        let bytes = Self.file.bytes()
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
        var huge = Self.file.bytes()
        huge.replaceSubrange(0..<8, with: [UInt8](repeating: 0xFF, count: 8))
        #expect(throws: CheckpointFault("it is cut off")) { try TensorFile(bytes: huge) }
        #expect(throws: CheckpointFault.self) { try TensorFile(bytes: [UInt8](repeating: 0, count: 1000)) }
    }

    @Test func `a checkpoint is the same after a way through its file`() throws {
        let checkpoint = Checkpoints.sample()
        let bytes = checkpoint.file.bytes()
        let back = try RunCheckpoint(TensorFile(bytes: bytes))
        #expect(back.file.bytes() == bytes)
        #expect(back.position == checkpoint.position)
        #expect(back.learningRate == checkpoint.learningRate && back.identity == checkpoint.identity)
        #expect(
            checkpoint.file.tensors.map(\.name) == [
                "conv1.weight", "conv1.bias", "optimizer.first_moment.conv1.weight",
                "optimizer.first_moment.conv1.bias",
                "optimizer.second_moment.conv1.weight", "optimizer.second_moment.conv1.bias", "best.conv1.weight",
                "best.conv1.bias",
            ])
        #expect(checkpoint.bestFile?.tensors.map(\.name) == ["conv1.weight", "conv1.bias"])
    }

    @Test func `a checkpoint with other contents is refused`() throws {
        let file = Checkpoints.sample().file
        for key in ["format", "identity", "step", "learning_rate", "objective_metric", "position"] {
            var other = file
            other.metadata.removeAll { $0.key == key }
            #expect(throws: CheckpointFault.self, "\(key)") { try RunCheckpoint(other) }
        }
        var position = file
        position.metadata = file.metadata.map { entry in
            let huge = entry.value.replacing("\"measurements\": 5", with: "\"measurements\": 9223372036854775807")
            return (key: entry.key, value: huge)
        }
        #expect(throws: CheckpointFault.self) { try RunCheckpoint(position) }
        for name in ["conv1", "a.b.c", "optimizer.momentum.weight", "a.b.c.d.e", ""] {
            var other = file
            other.tensors[0].name = name
            #expect(throws: CheckpointFault.self, "\(name)") { try RunCheckpoint(other) }
        }
    }
}

/// Hand-made checkpoints.
enum Checkpoints {
    static func sample(of identity: String = "identity", step: Int = 30, measurements: Int = 5) -> RunCheckpoint {
        func tensors(_ value: Float) -> [RunCheckpoint.Tensor] {
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
            weights: tensors(1),
            optimizer: [
                .init(name: "first_moment", tensors: tensors(2)), .init(name: "second_moment", tensors: tensors(3)),
            ], best: tensors(4), elapsed: ElapsedTime(training: 10, total: 12))
    }
}
