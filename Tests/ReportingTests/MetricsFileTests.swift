import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct MetricsFileTests {
    private static let measurements = [
        Experiment.Measurement(
            step: 50, epoch: 50.0 / 750, split: .train, loss: 2.3, accuracy: 0.1, learningRate: 1e-5),
        Experiment.Measurement(
            step: 375, epoch: 0.5, split: .validation, loss: .nan, accuracy: 0.1, learningRate: 1e-5),
        Experiment.Measurement(
            step: 400, epoch: 0.1 + 0.2, split: .train, loss: .infinity, accuracy: 0, learningRate: .nan),
    ]

    private func write(_ folder: TemporaryFolder) throws -> String {
        var file = try MetricsFile(folder: folder.path)
        for measurement in Self.measurements { file.append(measurement) }
        try file.flush()
        return try String(contentsOfFile: folder.file(MetricsFile.name), encoding: .utf8)
    }

    @Test func `a line is a measurement in the documented form`() throws {
        let text = try write(try TemporaryFolder())
        #expect(
            text == """
                {"step": 50, "epoch": 0.06666666666666667, "split": "train", "loss": 2.3, "accuracy": 0.1, \
                "learning_rate": 1e-5}
                {"step": 375, "epoch": 0.5, "split": "validation", "loss": null, "accuracy": 0.1, \
                "learning_rate": 1e-5, "nonfinite": "nan"}
                {"step": 400, "epoch": 0.30000000000000004, "split": "train", "loss": null, "accuracy": 0.0, \
                "learning_rate": null, "nonfinite": {"loss": "inf", "learning_rate": "nan"}}

                """)
    }

    @Test func `what was written is read back, also behind a line that was cut off`() throws {
        let folder = try TemporaryFolder()
        let text = try write(folder)
        #expect(try MetricsFile.read(folder: folder.path).map { "\($0)" } == Self.measurements.map { "\($0)" })
        try folder.write(String(text.dropLast(20)), to: MetricsFile.name)
        #expect(try MetricsFile.read(folder: folder.path).count == 2)
        try folder.write(Data([0xFF, 0x00, 0x0A, 0x7B]) + Data(text.utf8), to: MetricsFile.name)
        #expect(try MetricsFile.read(folder: folder.path).count == 2)
        #expect(try MetricsFile.read(folder: folder.file("none")).isEmpty)
    }

    @Test(arguments: [1, 7, 100, MetricsFile.pieceSize])
    func `the first lines of a file of any size are read piece by piece`(pieceSize: Int) throws {
        let folder = try TemporaryFolder()
        let text = try write(folder)
        /// The measurements, and their size.
        func first(_ count: Int) -> [String]? {
            MetricsFile.first(count, in: folder.path, pieceSize: pieceSize)
                .map { kept in kept.measurements.map { "\($0)" } + ["\(kept.size)"] }
        }
        for count in 0...3 {
            let lines = text.split(separator: "\n").prefix(count).map { "\($0)\n" }
            let expected = Self.measurements.prefix(count).map { "\($0)" } + ["\(lines.joined().utf8.count)"]
            #expect(first(count) == expected)
        }
        #expect(first(4) == nil)
        // A last line that is being written is none.
        try folder.write(String(text.dropLast()), to: MetricsFile.name)
        #expect(first(2) != nil && first(3) == nil)
        try folder.write("{}\n" + text, to: MetricsFile.name)
        #expect(first(1) == nil)
        try FileManager.default.removeItem(atPath: folder.file(MetricsFile.name))
        #expect(first(0) == nil)
    }

    @Test(arguments: [10_000, MetricsFile.pieceSize])
    func `a line that is longer than any of ours is none, however much is read at once`(pieceSize: Int) throws {
        let folder = try TemporaryFolder()
        let line = try #require(try write(folder).split(separator: "\n").first)
        for (length, isOurs) in [(1 << 16, true), ((1 << 16) + 1, false)] {
            let spaces = String(repeating: " ", count: length - line.utf8.count)
            try folder.write("\(line)\(spaces)\n", to: MetricsFile.name)
            let first = MetricsFile.first(1, in: folder.path, pieceSize: pieceSize)
            #expect((first != nil) == isOurs, "\(length)")
        }
    }

    @Test(arguments: [1, 7, 100, MetricsFile.pieceSize])
    func `a file of any size is sealed piece by piece`(pieceSize: Int) throws {
        let folder = try TemporaryFolder()
        let text = try write(folder)
        let seal = try MetricsSeal(folder: folder.path, pieceSize: pieceSize)
        #expect(seal.fits(Array(text.utf8)))
        #expect(!seal.fits(Array(text.utf8.dropLast())))
        #expect(!seal.fits(Array(text.replacing("2.3", with: "2.4").utf8)))
    }

    @Test func `a line that cannot be read is told from one that was cut off`() throws {
        let lines = try write(try TemporaryFolder()).split(separator: "\n")
        func steps(_ text: String) -> [Int?] { MetricsFile.lines(of: Array(text.utf8)).map { $0?.step } }
        #expect(steps("\(lines[0])\n{}\n\(lines[1])\n") == [50, nil, 375])
        #expect(steps("\(lines[0])\n\(lines[1].dropLast(20))") == [50])
        #expect(steps("\(lines[0])\n\(lines[1])") == [50, 375])
    }

    @Test func `nothing is on the disk before it is flushed, and whole lines after`() throws {
        let folder = try TemporaryFolder()
        var file = try MetricsFile(folder: folder.path)
        file.append(Self.measurements[0])
        #expect(try MetricsFile.read(folder: folder.path).isEmpty)
        try file.flush()
        #expect(try MetricsFile.read(folder: folder.path) == [Self.measurements[0]])
    }
}
