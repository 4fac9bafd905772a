import Foundation

/// Makes IDX files by hand.
public enum IDXFiles {
    /// Header and values of a file of unsigned bytes.
    public static func bytes(_ dimensions: [Int], _ values: [UInt8], type: UInt8 = 8) -> [UInt8] {
        [0, 0, type, UInt8(dimensions.count)]
            + dimensions.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } }
            + values
    }

    /// The bytes as gzip makes them.
    public static func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let path = try folder.write(Data(bytes), to: "plain")
        let result = try Shell.run("gzip", ["--keep", path])
        guard result.status == 0 else { throw GzipFailure(errors: result.errors) }
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + ".gz")))
    }

    struct GzipFailure: Error { var errors: String }

    /// A small valid data set: `count` training and two test images of `sample` dimensions, labels 0, 1, 2, 0, 1 …
    /// - Parameter changes: other contents of single files, by name; with nil there is no such file.
    @discardableResult
    public static func write(
        to folder: TemporaryFolder, below name: String = "", count: Int = 10, sample: [Int] = [2, 3],
        changing changes: [String: [UInt8]?] = [:]
    ) throws -> String {
        let size = sample.reduce(1, *)
        var files: [String: [UInt8]?] = [:]
        for (part, number) in [("train", count), ("t10k", 2)] {
            let pixels = (0..<number * size).map { UInt8(truncatingIfNeeded: $0 * 5 + 1) }
            files["\(part)-images-idx\(sample.count + 1)-ubyte"] = bytes([number] + sample, pixels)
            files["\(part)-labels-idx1-ubyte"] = bytes([number], (0..<number).map { UInt8($0 % 3) })
        }
        files.merge(changes) { $1 }
        let prefix = name.isEmpty ? "" : name + "/"
        for (file, content) in files {
            if let content {
                try folder.write(Data(content), to: prefix + file)
            } else {
                try? FileManager.default.removeItem(atPath: folder.file(prefix + file))
            }
        }
        return folder.path + (name.isEmpty ? "" : "/" + name)
    }
}
