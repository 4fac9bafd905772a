/// The control groups that may limit this process.
struct ControlGroup {
    enum Version { case one, two }
    /// As `/proc/self/cgroup` calls it.
    enum Controller: String { case processor = "cpu", memory }

    var version: Version
    var path: String

    /// The process's groups and all groups around them: lines `0::/path` (version 2) and `4:cpu,cpuacct:/path`
    /// (version 1). Inside a container often only the root can be seen.
    static func all(limiting controller: Controller, read: (String) -> String?) -> [ControlGroup] {
        (read("/proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line -> [ControlGroup] in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            let isSecond = fields[0] == "0" && fields[1].isEmpty
            guard isSecond || fields[1].split(separator: ",").contains(where: { $0 == controller.rawValue })
            else { return [] }
            return ancestors(of: String(fields[2])).map { ControlGroup(version: isSecond ? .two : .one, path: $0) }
        }
    }

    /// `/a/b` gives `/a/b`, `/a` and the root.
    private static func ancestors(of path: String) -> [String] {
        var components = path.split(separator: "/")
        var result: [String] = []
        while !components.isEmpty {
            result.append("/" + components.joined(separator: "/"))
            components.removeLast()
        }
        return result + [""]
    }
}
