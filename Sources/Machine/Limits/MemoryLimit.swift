import Foundation

/// How much memory this process may ever use.
package enum MemoryLimit {
    /// Bytes: the machine's memory, cut by the control groups; nil where the system does not say.
    package static var available: Int? {
        limited { path in try? String(contentsOfFile: path, encoding: .utf8) }
    }

    /// - Parameter read: the text of a file; nil where there is none.
    package static func limited(read: (String) -> String?) -> Int? {
        let groups = ControlGroup.all(limiting: .memory, read: read).compactMap { group -> Int? in
            let file =
                switch group.version {
                case .two: "/sys/fs/cgroup\(group.path)/memory.max"
                case .one: "/sys/fs/cgroup/memory\(group.path)/memory.limit_in_bytes"
                }
            // `max` is no number, and no limit; version 1 has a number beyond any machine.
            return read(file).flatMap { Int($0.filter { !$0.isWhitespace }) }
        }
        return ([machine(read)].compactMap { $0 } + groups).filter { $0 > 0 }.min()
    }

    /// `MemTotal:       16384256 kB`
    private static func machine(_ read: (String) -> String?) -> Int? {
        let line = read("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        return kibibytes.flatMap { value in
            let bytes = value.multipliedReportingOverflow(by: 1024)
            return bytes.overflow ? nil : bytes.partialValue
        }
    }
}
