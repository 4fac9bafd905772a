import Foundation
import SwiftProtobuf
import TensorBoard
import TensorBoardMessages
import TestSupport
import Testing

@Suite struct SummaryValueTests {
    /// Value messages made by hand, without a protobuf library, and found good by both of TensorBoard's loaders;
    /// their metadata stands before the tensor, so they are compared as messages.
    @Test(arguments: [
        (
            SummaryValue.sessionStart(
                HyperParameterSession(
                    values: ["lr": .number(0.1), "opt": .string("sgd"), "nest": .bool(true)],
                    startTime: 1_700_000_000)),
            """
            0a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f4a450a410a0768706172616d7312361a340a0f0a026c72\
            1209119a9999999999b93f0a0c0a036f707412051a037367640a0a0a046e657374120220012900000040fc54d94120024206080112\
            021200
            """
        ),
        (
            .sessionEnd(SessionEnd(status: .success, endTime: 1_700_000_100)),
            """
            0a1a5f68706172616d735f2f73657373696f6e5f656e645f696e666f4a1c0a180a0768706172616d73120d220b08011100000059fc\
            54d94120024206080112021200
            """
        ),
        (
            .text(tag: "config", markdown: "hi"),
            "0a06636f6e6669674a0c0a080a04746578741200200242080807120042026869"
        ),
    ])
    func `agrees with messages made by hand`(value: SummaryValue, hex: String) throws {
        var expected = try Tensorflow_Summary.Value(serializedBytes: try bytes(hex))
        // The hand-made messages also give the data class, which readers fill in for known plugins.
        #expect(expected.metadata.unknownFields.data.starts(with: [0x20]))
        expected.metadata.unknownFields = UnknownStorage()
        var written = try #require(try write([value]).first)
        for path in [\Tensorflow_Summary.Value.metadata.pluginData.content] where written[keyPath: path] != Data() {
            // Map entries have no order: compare the content as a message.
            let contents = try [expected, written].map {
                try Tensorboard_Hparams_HParamsPluginData(serializedBytes: $0[keyPath: path])
            }
            #expect(contents[0] == contents[1])
            written[keyPath: path] = expected[keyPath: path]
        }
        #expect(written == expected)
    }

    @Test func `the values of a step make one event`() throws {
        let values: [SummaryValue] = [
            .scalar(tag: "a", 1), .scalar(tag: "b", -.infinity), .text(tag: "c", markdown: ""),
            .image(tag: "d", PNGImage(bytes: [1, 2, 3], width: 5, height: 7)),
        ]
        let written = try write(values)
        #expect(written.map(\.tag) == ["a", "b", "c", "d"])
        #expect(written.map(\.simpleValue) == [1, -.infinity, 0, 0])
        #expect(written[3].tensor.stringVal == [Data("5".utf8), Data("7".utf8), Data([1, 2, 3])])
    }

    @Test func `equal sessions give equal bytes`() throws {
        let session = SummaryValue.sessionStart(
            HyperParameterSession(
                values: Dictionary(uniqueKeysWithValues: (0..<50).map { ("key\($0)", .number(Double($0))) }),
                startTime: 0))
        let content = try #require(try write([session]).first?.metadata.pluginData.content)
        let keys = String(decoding: content, as: UTF8.self).matches(of: /key\d+/).map { String($0.output) }
        #expect(keys.count == 50 && keys == keys.sorted())
    }

    /// The values as they stand in the file: read back without the writer's code.
    private func write(_ values: [SummaryValue]) throws -> [Tensorflow_Summary.Value] {
        let folder = try TemporaryFolder()
        let writer = try EventFileWriter(folder: folder.path, firstStep: nil, wallTime: 1)
        let start = try Data(contentsOf: URL(fileURLWithPath: writer.path)).count
        try writer.write(values, step: 3, wallTime: 1)
        try writer.close()
        let record = try Data(contentsOf: URL(fileURLWithPath: writer.path)).dropFirst(start)
        let event = try Tensorflow_Event(serializedBytes: Array(record.dropFirst(12).dropLast(4)))
        #expect(event.step == 3)
        return event.summary.value
    }

    private func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
    }
}
