/// A file of `/proc` whose lines begin with names: `MemTotal:       16384256 kB`.
struct ProcFile {
    private let lines: [Substring]

    /// - Parameter text: nil where there is no such file: then it has no lines.
    init(_ text: String?) { lines = (text ?? "").split(separator: "\n") }

    /// What the line that begins with `name` says behind it.
    func entry(_ name: String) -> Substring? {
        lines.first { $0.hasPrefix(name) }?.dropFirst(name.count)
    }

    /// The whole number that comes next behind `name`; nil also where a word stands there.
    func number(_ name: String) -> Int? {
        entry(name)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }

    /// Bytes of an entry in KiB, which the kernel calls kB.
    func bytes(_ name: String) -> Int? {
        number(name).flatMap { kibibytes in
            let bytes = kibibytes.multipliedReportingOverflow(by: 1024)
            return bytes.overflow ? nil : bytes.partialValue
        }
    }
}
