import Datasets
import Experiment
import Foundation
import Hashing
import Reporting
import Spec

/// Where the package manager's linker expects the program to begin; hands over to libFuzzer.
@_cdecl("xrun_fuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var (count, arguments) = unsafe (count, arguments)
    return unsafe runFuzzer(&count, &arguments) { unsafe readOneInput($0, $1) }
}

/// libFuzzer's own entry (llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library").
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ readOneInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Everything that xrun reads and has not written itself, or that someone may have altered since (scripts/fuzz.sh).
/// `XRUN_FUZZ_TARGET` says which reader gets the bytes.
private func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    switch FuzzTarget.chosen {
    case .yaml: _ = try? ExperimentFile.decode(bytes, file: "fuzz.yaml")
    case .idx: IDXFolder.shared.read(bytes)
    case .safetensors:
        guard let file = try? TensorFile(bytes: sealed(bytes)) else { break }
        _ = try? RunCheckpoint(file)
        _ = try? RangeTestCheckpoint(file)
    case .records: RecordFolder.shared.read(bytes)
    }
    return 0
}

private enum FuzzTarget: String {
    case yaml, idx, safetensors, records

    static let chosen = ProcessInfo.processInfo.environment["XRUN_FUZZ_TARGET"].flatMap(FuzzTarget.init) ?? .yaml
}

/// What must be there, such as what a target needs before its first input: without it every input would pass.
func make<Value>(_ value: () throws -> Value) -> Value {
    do { return try value() } catch { fatalError("\(error)") }
}

/// A folder of this process's own; scripts/fuzz.sh removes it.
func temporaryFolder(_ name: String) throws -> String {
    let path = NSTemporaryDirectory() + "/\(name)-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}

/// The bytes with the checksum that belongs to them: behind it lies what a fuzzer is to reach.
private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let start = 8 + "{\"__metadata__\": {\"sha256\": \"".utf8.count
    guard bytes.count >= start + 64 else { return bytes }
    var bytes = bytes
    bytes.replaceSubrange(start..<start + 64, with: [UInt8](repeating: UInt8(ascii: "0"), count: 64))
    bytes.replaceSubrange(start..<start + 64, with: Array(SHA256.hexadecimal(of: bytes).utf8))
    return bytes
}

/// A data set whose training images are the fuzzer's; the other three files are good.
private struct IDXFolder {
    let path: String

    static let shared = make { try IDXFolder() }

    init() throws {
        path = try temporaryFolder("idx")
        let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]
        try write(labels, to: "train-labels-idx1-ubyte")
        try write(labels, to: "t10k-labels-idx1-ubyte")
        try write([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4], to: "t10k-images-idx3-ubyte")
    }

    func read(_ bytes: [UInt8]) {
        guard (try? write(bytes, to: "train-images-idx3-ubyte")) != nil else { return }
        let library = DatasetLibrary(dataDirectory: nil, environment: [:])
        _ = try? library.summary(of: DatasetSpec(source: .idx(path: path, classes: 2), validationFraction: 0.5))
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }
}
