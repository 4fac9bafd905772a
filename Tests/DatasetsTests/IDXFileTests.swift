import Datasets
import Experiment
import Foundation
import TestSupport
import Testing

/// Files of the user's own, read through the library.
@Suite struct IDXFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func spec(classes: Int = 3) -> DatasetSpec {
        DatasetSpec(source: .idx(path: folder.path, classes: classes), validationFraction: 0)
    }

    private func load(classes: Int = 3) throws(Diagnostic) -> PreparedDataset {
        try DatasetLibrary(dataDirectory: nil, environment: [:]).prepare(spec(classes: classes))
    }

    /// What is said of the folder; nil where it loads.
    private func complaint(classes: Int = 3) -> Diagnostic? {
        do {
            _ = try load(classes: classes)
            return nil
        } catch {
            return error
        }
    }

    // MARK: What is accepted

    @Test(arguments: [
        ([5], SampleShape(features: 5)), ([2, 3], SampleShape(channels: 1, height: 2, width: 3)),
        ([3, 2, 4], SampleShape(channels: 3, height: 2, width: 4)),
    ])
    func `vectors, images and images with channels have their shapes`(sample: [Int], shape: SampleShape) throws {
        try IDXFiles.write(to: folder, sample: sample)
        let dataset = try load()
        #expect(dataset.input == shape)
        #expect((dataset.training.count, dataset.validation.count, dataset.test.count) == (10, 0, 2))
        for position in 0..<dataset.training.count {
            let index = Int(dataset.training.indices[position])
            #expect(dataset.training.label(at: position) == UInt8(index % 3))
            let expected = (0..<shape.count).map { UInt8(truncatingIfNeeded: (index * shape.count + $0) * 5 + 1) }
            #expect(Array(dataset.training.pixels(at: position)) == expected)
        }
    }

    @Test(arguments: ["train-images-idx3-ubyte.gz", "train-images.idx3-ubyte", "train-images.idx3-ubyte.gz"])
    func `a file may be compressed and may have a dot in its name`(name: String) throws {
        try IDXFiles.write(to: folder)
        let plain = try DatasetLibrary(dataDirectory: nil, environment: [:]).summary(of: spec())
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("train-images-idx3-ubyte"))))
        try FileManager.default.removeItem(atPath: folder.file("train-images-idx3-ubyte"))
        try folder.write(Data(name.hasSuffix(".gz") ? IDXFiles.compressed(bytes) : bytes), to: name)
        #expect(try DatasetLibrary(dataDirectory: nil, environment: [:]).summary(of: spec()) == plain)
    }

    @Test func `the checksum is that of the decompressed files one after the other`() throws {
        try IDXFiles.write(to: folder)
        let sum = try Shell.run(
            "sh", ["-c", "cat train-images-* train-labels-* t10k-images-* t10k-labels-* | sha256sum"], in: folder.path)
        let summary = try DatasetLibrary(dataDirectory: nil, environment: [:]).summary(of: spec())
        #expect(sum.output.hasPrefix(summary.checksum))
    }

    // MARK: What is refused

    struct Fault: CustomTestStringConvertible, Sendable {
        var file: String
        var content: [UInt8]?
        var message: String
        var testDescription: String { message }
    }

    static let faults: [Fault] = [
        Fault(file: "train-images-idx3-ubyte", content: Array("hello".utf8), message: "no IDX file"),
        Fault(file: "train-images-idx3-ubyte", content: [], message: "no IDX file"),
        Fault(
            file: "train-images-idx3-ubyte", content: IDXFiles.bytes([1, 1, 1], [0, 0, 0, 0], type: 0x0D),
            message: "IDX type 0x0D (float32); only unsigned bytes (0x08)"),
        Fault(
            file: "train-images-idx3-ubyte", content: IDXFiles.bytes([1, 1, 1], [0], type: 0x1A),
            message: "IDX type 0x1A; only unsigned bytes (0x08)"),
        Fault(
            file: "train-labels-idx1-ubyte", content: IDXFiles.bytes([10, 1], [UInt8](repeating: 0, count: 10)),
            message: "it has 2 dimensions instead of 1"),
        Fault(
            file: "train-images-idx3-ubyte", content: IDXFiles.bytes([10], [UInt8](repeating: 0, count: 10)),
            message: "it has 1 dimension instead of 2 to 4"),
        Fault(file: "train-images-idx3-ubyte", content: [0, 0, 8, 3, 0, 0], message: "it ends within its header"),
        Fault(
            file: "train-images-idx3-ubyte", content: IDXFiles.bytes([10, 2, 3], [UInt8](repeating: 0, count: 59)),
            message: "too short for the 76 bytes"),
        Fault(
            file: "train-images-idx3-ubyte", content: IDXFiles.bytes([10, 2, 3], [UInt8](repeating: 0, count: 61)),
            message: "it goes on after the 76 bytes"),
        Fault(file: "train-images-idx3-ubyte", content: IDXFiles.bytes([0, 2, 3], []), message: "it holds nothing"),
        Fault(
            file: "train-images-idx3-ubyte",
            content: IDXFiles.bytes([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1]), message: "more than 2 GiB"),
        Fault(
            file: "train-images-idx3-ubyte", content: IDXFiles.bytes([1 << 31, 1, 1], [1]), message: "more than 2 GiB"),
        Fault(
            file: "train-images-idx3-ubyte", content: IDXFiles.bytes([1 << 20, 40, 50], [1]),
            message: "too short for the 2097152016 bytes"),
        Fault(
            file: "train-labels-idx1-ubyte", content: IDXFiles.bytes([9], [UInt8](repeating: 0, count: 9)),
            message: "10 images, but 9 labels"),
        Fault(
            file: "train-labels-idx1-ubyte", content: IDXFiles.bytes([10], [0, 0, 0, 0, 3, 0, 0, 0, 0, 0]),
            message: "the label of sample 4 is 3, but with 3 classes labels are 0…2"),
        Fault(
            file: "t10k-images-idx3-ubyte", content: IDXFiles.bytes([2, 3, 2], [UInt8](repeating: 0, count: 12)),
            message: "training images are 1×2×3, but test images are 1×3×2"),
        Fault(file: "t10k-labels-idx1-ubyte", content: nil, message: "is not complete"),
    ]

    @Test(arguments: faults)
    func `a file that is not as it must be is refused by name`(fault: Fault) throws {
        try IDXFiles.write(to: folder, changing: [fault.file: fault.content])
        let refusal = try #require(complaint())
        #expect(refusal.message.contains(fault.message), "\(refusal.message)")
        let places = ([refusal.message] + refusal.notes.map(\.message)).joined(separator: "\n")
        #expect(places.contains(folder.path))
    }

    @Test func `vectors that differ are told by their features`() throws {
        try IDXFiles.write(
            to: folder, sample: [6],
            changing: ["t10k-images-idx2-ubyte": IDXFiles.bytes([2, 1], [0, 0])])
        let refusal = try #require(complaint())
        #expect(
            refusal.message.hasSuffix(": training images have 6 features, but test images have 1 feature"),
            "\(refusal.message)")
    }

    @Test(arguments: [false, true])
    func `a header in the other order of bytes is called that`(isCompressed: Bool) throws {
        let (name, right) = ("train-images-idx3-ubyte", IDXFiles.bytes([10, 2, 3], [UInt8](repeating: 0, count: 60)))
        let swapped = stride(from: 0, to: 16, by: 4).flatMap { Array(right[$0..<$0 + 4].reversed()) }
        let sizesAlone = Array(right[..<4]) + swapped[4...]
        func message(_ header: [UInt8], values: Int) throws -> String? {
            let content = header + [UInt8](repeating: 0, count: values)
            try IDXFiles.write(to: folder, changing: [name: isCompressed ? IDXFiles.compressed(content) : content])
            return complaint()?.message
        }
        let told =
            "\(folder.file(name)): its header looks as if it was written little-endian;"
            + " the sizes in an IDX file are big-endian"
        #expect(try message(swapped, values: 60) == told)
        #expect(try message(sizesAlone, values: 60) == told)
        // Sizes that fit neither way are not explained so.
        for values in [59, 61] {
            let other = try #require(try message(sizesAlone, values: values))
            #expect(other.hasSuffix("its sizes, 167772160×33554432×50331648, make more than 2 GiB"), "\(other)")
        }
    }

    /// 256 is 65 536 in the other order of bytes, and the other way round.
    @Test(arguments: [256, 65_536], [false, true])
    func `sizes in the other order of bytes are told where they fit a file of another length`(
        count: Int, isCompressed: Bool
    ) throws {
        let (name, declared) = ("train-labels-idx1-ubyte", Int(UInt32(count).byteSwapped))
        func message(_ count: Int) throws -> String? {
            // 256 different labels compress to no fewer bytes, and in as many there is room for 65 536 equal ones.
            let content = IDXFiles.bytes([declared], (0..<count).map { UInt8(truncatingIfNeeded: $0 * 97) })
            try IDXFiles.write(to: folder, changing: [name: isCompressed ? IDXFiles.compressed(content) : content])
            return complaint()?.message
        }
        let told = try #require(try message(count))
        #expect(told.contains("its header looks as if it was written little-endian"), "\(told)")
        for other in [count - 1, count + 1] {
            let told = try #require(try message(other))
            #expect(told.contains(" \(declared + 8) bytes"), "\(told)")
        }
    }

    @Test func `of several faulty files each is named`() throws {
        try IDXFiles.write(
            to: folder,
            changing: [
                "train-images-idx3-ubyte": Array("hello".utf8), "t10k-images-idx3-ubyte": [0, 0, 8, 3, 0],
                "t10k-labels-idx1-ubyte": IDXFiles.bytes([2], [0]),
            ])
        let refusal = try #require(complaint())
        #expect(refusal.message.hasPrefix(folder.file("train-images-idx3-ubyte") + ": no IDX file"))
        #expect(
            refusal.notes.map(\.message) == [
                folder.file("t10k-images-idx3-ubyte") + ": truncated: it ends within its header",
                folder.file("t10k-labels-idx1-ubyte")
                    + ": truncated: it is too short for the 10 bytes that it declares",
            ])
    }

    @Test func `where a file is missing, those that are there are checked as well`() throws {
        try IDXFiles.write(
            to: folder,
            changing: [
                "train-images-idx3-ubyte": IDXFiles.bytes([10, 2, 3], [UInt8](repeating: 0, count: 59)),
                "train-labels-idx1-ubyte": nil, "t10k-labels-idx1-ubyte": IDXFiles.bytes([2], [0, 1, 0]),
            ])
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("train-labels-idx1-ubyte"), withDestinationPath: "nowhere")
        let refusal = try #require(complaint())
        #expect(refusal.message == "data set \(folder.path) is not complete")
        let notes = refusal.notes.map(\.message)
        #expect(
            notes.first
                == "looked in \(folder.path): train-labels-idx1-ubyte is a link to nowhere, which does not exist")
        #expect(
            Array(notes.suffix(2)) == [
                folder.file("train-images-idx3-ubyte")
                    + ": truncated: it is too short for the 76 bytes that it declares",
                folder.file("t10k-labels-idx1-ubyte") + ": it goes on after the 10 bytes that it declares",
            ])
    }

    @Test func `labels out of range are told of each file`() throws {
        try IDXFiles.write(
            to: folder,
            changing: [
                "train-labels-idx1-ubyte": IDXFiles.bytes([10], [0, 0, 0, 0, 3, 0, 0, 0, 0, 0]),
                "t10k-labels-idx1-ubyte": IDXFiles.bytes([2], [7, 0]),
            ])
        let refusal = try #require(complaint())
        let words = "but with 3 classes labels are 0…2"
        #expect(
            refusal.message == folder.file("train-labels-idx1-ubyte") + ": the label of sample 4 is 3, \(words)")
        #expect(
            refusal.notes.map(\.message)
                == [folder.file("t10k-labels-idx1-ubyte") + ": the label of sample 0 is 7, \(words)"])
    }

    @Test func `of both parts it is told where labels are missing`() throws {
        try IDXFiles.write(
            to: folder,
            changing: [
                "train-labels-idx1-ubyte": IDXFiles.bytes([9], [UInt8](repeating: 0, count: 9)),
                "t10k-labels-idx1-ubyte": IDXFiles.bytes([1], [0]),
            ])
        let refusal = try #require(complaint())
        #expect(refusal.message == "10 images, but 9 labels")
        #expect(
            refusal.notes.map(\.message) == [
                folder.file("train-images-idx3-ubyte"), folder.file("train-labels-idx1-ubyte"),
                "2 images, but 1 label", folder.file("t10k-images-idx3-ubyte"), folder.file("t10k-labels-idx1-ubyte"),
            ])
    }

    @Test func `a class more or less than bytes can name is refused`() throws {
        try IDXFiles.write(to: folder)
        #expect(complaint(classes: 257)?.message.contains("2 to 256 classes") == true)
        #expect(complaint(classes: -1)?.message.contains("2 to 256 classes") == true)
    }

    @Test func `images of five dimensions are told which are read`() throws {
        let images = IDXFiles.bytes([10, 1, 1, 2, 3], [UInt8](repeating: 0, count: 60))
        try IDXFiles.write(
            to: folder, changing: ["train-images-idx3-ubyte": nil, "train-images-idx5-ubyte": images])
        let refusal = try #require(complaint())
        #expect(
            refusal.notes.first?.message
                == "looked in \(folder.path): no train-images-idx3-ubyte (there is train-images-idx5-ubyte)")
        let ways = try #require(refusal.notes.last?.message)
        #expect(
            ways.hasSuffix("; images may be idx2 (vectors of features) or idx4 (with channels) as well"), "\(refusal)")
    }

    @Test func `a misspelt name is shown beside the right one`() throws {
        let labels = IDXFiles.bytes([2], [0, 1])
        try IDXFiles.write(
            to: folder, changing: ["t10k-labels-idx1-ubyte": nil, "test_Labels.idx1": labels, "train.txt": [1]])
        #expect(
            complaint()?.notes.first?.message
                == "looked in \(folder.path): no t10k-labels-idx1-ubyte (there is test_Labels.idx1)")
        for name in ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte"] {
            try FileManager.default.removeItem(atPath: folder.file(name))
        }
        try folder.write(Data(labels), to: "train_labels")
        #expect(
            complaint()?.notes.first?.message
                == "looked in \(folder.path): none of the four files (there are train_labels and test_Labels.idx1)")
    }

    @Test func `a hidden file or one of the training part is not meant for the test part`() throws {
        try IDXFiles.write(
            to: folder,
            changing: ["t10k-labels-idx1-ubyte": nil, "._test-labels": [1], "latest-train-labels": [1]])
        #expect(complaint()?.notes.first?.message == "looked in \(folder.path): no t10k-labels-idx1-ubyte")
    }

    @Test(arguments: ["train-images-idx4-ubyte", "train-images.idx3-ubyte", "train-images-idx3-ubyte.gz"])
    func `two files of one part are refused where they differ`(name: String) throws {
        let fresh = IDXFiles.bytes([10, 2, 3], [UInt8](repeating: 9, count: 60))
        try IDXFiles.write(to: folder, changing: [name: name.hasSuffix(".gz") ? IDXFiles.compressed(fresh) : fresh])
        let refusal = try #require(complaint())
        let (known, other) = (folder.file("train-images-idx3-ubyte"), folder.file(name))
        #expect(
            refusal.message
                == "\(known) and \(other) are named as the same part of a data set, and do not hold the same")
        #expect(refusal.notes.map(\.message) == ["take the one away that is not meant"])
    }

    @Test func `a compressed copy beside its file is no other data`() throws {
        try IDXFiles.write(to: folder)
        let plain = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("train-images-idx3-ubyte"))))
        try folder.write(Data(IDXFiles.compressed(plain)), to: "train-images-idx3-ubyte.gz")
        #expect(complaint() == nil)
        // One that cannot be read is told by what is wrong with it.
        try folder.write(Data(plain.prefix(20)), to: "train-images-idx3-ubyte.gz")
        #expect(
            complaint()?.message == folder.file("train-images-idx3-ubyte.gz")
                + ": truncated: it is too short for the 76 bytes that it declares")
        try folder.write(Data(IDXFiles.compressed(plain).dropLast(4)), to: "train-images-idx3-ubyte.gz")
        #expect(
            complaint()?.message == folder.file("train-images-idx3-ubyte.gz")
                + ": the compressed data is damaged: it breaks off in its last bytes")
    }

    @Test func `a copy is compared up to its end`() throws {
        // More than is compared at once.
        let size = 30_000
        try IDXFiles.write(to: folder, sample: [1, size])
        let plain = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("train-images-idx3-ubyte"))))
        try folder.write(Data(IDXFiles.compressed(plain)), to: "train-images-idx3-ubyte.gz")
        #expect(complaint() == nil)
        var fresh = plain
        fresh[fresh.count - 1] ^= 1
        for (other, ending) in [(fresh, "do not hold the same"), (plain + [0], "bytes that it declares")] {
            try folder.write(Data(IDXFiles.compressed(other)), to: "train-images-idx3-ubyte.gz")
            #expect(complaint()?.message.hasSuffix(ending) == true)
        }
    }

    @Test func `a link that leads nowhere is no part of a data set`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("train-labels-idx1-ubyte"), withDestinationPath: "nowhere")
        #expect(complaint()?.message == "data set \(folder.path) was not found")
    }

    @Test func `a folder, a pipe and a broken link in the place of a file are refused`() throws {
        try IDXFiles.write(to: folder, changing: ["train-images-idx3-ubyte": nil])
        let path = folder.file("train-images-idx3-ubyte")
        for command in ["mkdir", "mkfifo"] {
            #expect(try Shell.run(command, [path]).status == 0)
            #expect(complaint()?.message.contains("no regular file") == true)
            #expect(try Shell.run("rm", ["-r", path]).status == 0)
        }
        #expect(try Shell.run("ln", ["-s", "nowhere", path]).status == 0)
        #expect(complaint()?.message == "data set \(folder.path) is not complete")
        #expect(
            complaint()?.notes.first?.message
                == "looked in \(folder.path): train-images-idx3-ubyte is a link to nowhere, which does not exist")
    }

    @Test func `a compressed file is not read beyond what it declares`() throws {
        // 64 MB of zeros after ten declared images, cut off in the middle: who inflates to the end meets the cut.
        let bomb = try IDXFiles.compressed(
            IDXFiles.bytes([10, 2, 3], [UInt8](repeating: 0, count: 64 << 20)))
        try IDXFiles.write(
            to: folder,
            changing: [
                "train-images-idx3-ubyte": nil, "train-images-idx3-ubyte.gz": Array(bomb.prefix(bomb.count / 2)),
            ])
        #expect(complaint()?.message.contains("it goes on after the 76 bytes") == true)
    }

    @Test func `behind compressed data stands more of it, or zeros, and nothing else`() throws {
        let bytes = IDXFiles.bytes([10, 2, 3], (0..<60).map { UInt8($0) })
        let whole = try IDXFiles.compressed(bytes)
        let (first, second) = (Array(bytes.prefix(30)), Array(bytes.dropFirst(30)))
        let parts = try IDXFiles.compressed(first) + IDXFiles.compressed(second)
        let nothing = try IDXFiles.compressed([])
        let others: [[UInt8]] = [[7], Array("plain text".utf8), [0x8B, 0x1F]]
        func message(_ content: [UInt8]) throws -> String? {
            try IDXFiles.write(
                to: folder, changing: ["train-images-idx3-ubyte": nil, "train-images-idx3-ubyte.gz": content])
            return complaint()?.message
        }
        for count in [0, 1, 1 << 19] {
            let zeros = [UInt8](repeating: 0, count: count)
            for right in [whole, parts, whole + nothing] { #expect(try message(right + zeros) == nil) }
            for wrong in others {
                let found = try message(whole + zeros + wrong)
                #expect(found?.hasSuffix("it goes on after its compressed data") == true)
            }
        }
        #expect(try message(whole + second)?.hasSuffix("it goes on after its compressed data") == true)
        #expect(try message(whole + [0x1F])?.hasSuffix("it breaks off in its last bytes") == true)
        #expect(try message(whole + [0x1F, 0x8C])?.contains("the compressed data is damaged") == true)
        #expect(try message(whole + parts)?.hasSuffix("it goes on after the 76 bytes that it declares") == true)
    }

    @Test func `a compressed file that breaks off is refused wherever it does`() throws {
        let pixels = (0..<60).map { UInt8(truncatingIfNeeded: $0 * 97) }
        let whole = try IDXFiles.compressed(IDXFiles.bytes([10, 2, 3], pixels))
        try IDXFiles.write(to: folder, changing: ["train-images-idx3-ubyte": nil])
        for length in 0..<whole.count {
            try folder.write(Data(whole.prefix(length)), to: "train-images-idx3-ubyte.gz")
            #expect(complaint() != nil, "\(length) of \(whole.count) bytes")
        }
    }

    @Test func `no damage crashes the reader, and what is compressed is never wrong unnoticed`() throws {
        let pixels = (0..<60).map { UInt8(truncatingIfNeeded: $0 * 97) }
        let plain = IDXFiles.bytes([10, 2, 3], pixels)
        let compressed = try IDXFiles.compressed(plain)
        var random = RandomStream(seed: 5, for: .split)
        try IDXFiles.write(to: folder, changing: ["train-images-idx3-ubyte": nil])
        for trial in 0..<600 {
            let isCompressed = trial % 2 == 0
            var bytes = isCompressed ? compressed : plain
            for _ in 0...random.next(below: 3) {
                bytes[Int(random.next(below: UInt64(bytes.count)))] ^= 1 << UInt8(random.next(below: 8))
            }
            if random.next(below: 3) == 0 { bytes.removeLast(Int(random.next(below: UInt64(bytes.count)))) }
            // zlib goes by the first bytes: one name will do.
            try folder.write(Data(bytes), to: "train-images-idx3-ubyte.gz")
            do {
                let dataset = try load()
                #expect(dataset.input == SampleShape(channels: 1, height: 2, width: 3))
                guard isCompressed else { continue }
                let read = (0..<10).flatMap { Array(dataset.training.store.sample($0)) }
                #expect(read == pixels, "trial \(trial)")
            } catch {
                // zlib's own name for the file says nothing to anybody.
                #expect(!"\(error)".contains("<fd:"))
            }
        }
    }
}
