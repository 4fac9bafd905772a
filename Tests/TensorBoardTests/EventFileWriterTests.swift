import Foundation
import TensorBoard
import TestSupport
import Testing

@Suite struct EventFileWriterTests {
    /// Made by hand, without a protobuf library, and found good by both of TensorBoard's loaders.
    static let fileVersion = "1800000000000000a37f4b220900000040fc54d9411a0d627261696e2e4576656e743a32eced8f9d"
    static let scalar =
        "200000000000000029eda9500900006040fc54d94110072a130a110a0a747261696e2f6c6f7373150000803e1d2b5fdf"

    @Test func `writes the worked example byte for byte`() throws {
        let folder = try TemporaryFolder()
        let writer = try EventFileWriter(folder: folder.path, firstStep: nil, wallTime: 1_700_000_000)
        try writer.write([.scalar(tag: "train/loss", 0.25)], step: 7, wallTime: 1_700_000_001.5)
        try writer.close()
        #expect(try hex(writer.path) == Self.fileVersion + Self.scalar)
    }

    @Test func `begins with the version and the first step`() throws {
        let folder = try TemporaryFolder()
        let writer = try EventFileWriter(folder: folder.path, firstStep: 6, wallTime: 1_700_000_000)
        let contents = try hex(writer.path)
        #expect(contents.hasPrefix(Self.fileVersion))
        // Frame of 15 bytes: length and its checksum, the event, its checksum.
        let start = contents.dropFirst(Self.fileVersion.count)
        #expect(start.hasPrefix("0f00000000000000"))
        #expect(start.dropFirst(24).dropLast(8) == "0900000040fc54d94110063a020801")
    }

    @Test func `flushes on request, and when it goes`() throws {
        let folder = try TemporaryFolder()
        var writer: EventFileWriter? = try EventFileWriter(folder: folder.path, firstStep: nil, wallTime: 100)
        let path = try #require(writer?.path)
        let empty = try size(path)
        try writer?.write([.scalar(tag: "a", 1)], step: 1, wallTime: 101)
        // However long ago the first one was.
        try writer?.write([.scalar(tag: "a", 1)], step: 2, wallTime: 1000)
        #expect(try size(path) == empty)
        try writer?.flush()
        let two = try size(path)
        let event = (two - empty) / 2
        #expect(event > 0 && two == empty + 2 * event)
        try writer?.write([.scalar(tag: "a", 1)], step: 3, wallTime: 1001)
        #expect(try size(path) == two)
        writer = nil
        #expect(try size(path) == two + event)
    }

    @Test func `names sort in the order of making, even within a second`() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "events.out.tfevents.1700000009.zz.99999.0")
        try folder.write("", to: "events.out.tfevents.notes")
        var names: [String] = []
        for _ in 0..<3 {
            let writer = try EventFileWriter(folder: folder.path, suffix: ".part", wallTime: 1_700_000_000.9)
            names.append(URL(fileURLWithPath: writer.path).lastPathComponent)
        }
        #expect(names == names.sorted())
        for (name, second) in zip(names, 10...) {
            #expect(name.hasPrefix("events.out.tfevents.17000000\(second)."))
            #expect(name.hasSuffix(".part"))
        }
    }

    @Test func `refuses what readers stumble over`() throws {
        let folder = try TemporaryFolder()
        let writer = try EventFileWriter(folder: folder.path, wallTime: 1)
        let before = try size(writer.path)
        let values = [SummaryValue.scalar(tag: "a", 1)]
        #expect(throws: TensorBoardError.step(-1)) { try writer.write(values, step: -1, wallTime: 1) }
        #expect(throws: TensorBoardError.wallTime(.infinity)) { try writer.write(values, step: 1, wallTime: .infinity) }
        #expect(throws: TensorBoardError.wallTime(1e300)) {
            try EventFileWriter(folder: folder.path, wallTime: 1e300)
        }
        try writer.close()
        #expect(throws: TensorBoardError.closed(path: writer.path)) { try writer.write(values, step: 1, wallTime: 1) }
        try writer.flush()
        try writer.close()
        #expect(try size(writer.path) == before)
    }

    @Test func `says which folder is missing and why a file cannot be made`() throws {
        let folder = try TemporaryFolder()
        let missing = folder.file("nowhere")
        let error = TensorBoardError.system(.list, path: missing, errno: ENOENT)
        #expect(throws: error) { try EventFileWriter(folder: missing, wallTime: 1) }
        #expect(error.message == "cannot list \(missing): No such file or directory")
        #expect(
            TensorBoardError.system(.write, path: "/x", errno: ENOSPC).message
                == "cannot write /x: No space left on device")
    }

    @Test func `goes on in the middle of a record after a failed write`() async {
        await #expect(processExitsWith: .success) {
            // A file-size limit stands in for a full disk: the system writes a part, then refuses.
            signal(SIGXFSZ, SIG_IGN)
            let folder = try TemporaryFolder()
            let writer = try EventFileWriter(folder: folder.path, firstStep: nil, wallTime: 1_700_000_000)
            try writer.write([.scalar(tag: "train/loss", 0.25)], step: 7, wallTime: 1_700_000_000.5)
            var limit = rlimit(rlim_cur: 50, rlim_max: .max)
            #expect(unsafe setrlimit(__rlimit_resource_t(1), &limit) == 0)
            #expect(throws: TensorBoardError.system(.write, path: writer.path, errno: EFBIG)) { try writer.flush() }
            #expect(try Data(contentsOf: URL(fileURLWithPath: writer.path)).count == 50)
            limit.rlim_cur = .max
            #expect(unsafe setrlimit(__rlimit_resource_t(1), &limit) == 0)
            try writer.flush()
            #expect(try Data(contentsOf: URL(fileURLWithPath: writer.path)).count == 40 + 48)
        }
    }

    private func hex(_ path: String) throws -> String {
        try Data(contentsOf: URL(fileURLWithPath: path)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private func size(_ path: String) throws -> Int { try Data(contentsOf: URL(fileURLWithPath: path)).count }
}
