import Foundation

/// How much memory this process may take for what it trains.
package enum MemoryLimit {
    /// Bytes: the machine's memory, cut by the control groups and by what is left of the process's own limits; nil
    /// where the system does not say.
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
        let machine = ProcFile(read("/proc/meminfo")).bytes("MemTotal:")
        let shared = (groups + [machine].compactMap { $0 }).filter { $0 > 0 }.min()
        return [shared, MappingLimit.left(read: read)].compactMap { $0 }.min()
    }
}
