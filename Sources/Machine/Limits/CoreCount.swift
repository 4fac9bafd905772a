import Foundation

/// How many cores this process may use.
package enum CoreCount {
    /// The online processors of the affinity mask, cut by the control group's quota. At least 1.
    package static var available: Int {
        limited(processors: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) { path in
            try? String(contentsOfFile: path, encoding: .utf8)
        }
    }

    /// - Parameters:
    ///   - processors: what the machine has, where the kernel does not say what this process may use.
    ///   - read: the text of a file; nil where there is none.
    package static func limited(processors: Int, read: (String) -> String?) -> Int {
        max(1, min(affinityMaskCount(read) ?? processors, quota(read) ?? .max))
    }

    /// What sched_getaffinity(2) counts. The mask may name processors that the machine has room for and does not have.
    private static func affinityMaskCount(_ read: (String) -> String?) -> Int? {
        guard let list = ProcFile(read("/proc/self/status")).entry("Cpus_allowed_list:"),
            let online = read("/sys/devices/system/cpu/online")
        else { return nil }
        let allowed = processors(in: list).intersection(processors(in: online))
        return allowed.isEmpty ? nil : allowed.count
    }

    /// The numbers of a list such as `0-3,8`.
    private static func processors(in list: some StringProtocol) -> IndexSet {
        var result = IndexSet()
        for part in list.split(separator: ",") {
            let bounds = part.split(separator: "-").compactMap { Int(String($0.filter(\.isNumber))) }
            if let first = bounds.first, let last = bounds.last, first <= last {
                result.insert(integersIn: first...last)
            }
        }
        return result
    }

    /// Whole cores of the tightest quota among the process's control group and all groups around it; nil for no limit.
    ///
    /// A quota of 2.5 cores counts as 2: threads that meet at every layer all wait for the one that the kernel holds
    /// back.
    private static func quota(_ read: (String) -> String?) -> Int? {
        ControlGroup.all(limiting: .processor, read: read).compactMap { quota(of: $0, read) }.min().map {
            Int(min($0, 1e6))
        }
    }

    /// Cores that a group may use, nil for no limit.
    private static func quota(of group: ControlGroup, _ read: (String) -> String?) -> Double? {
        switch group.version {
        case .two:
            // `max 100000` or `250000 100000`: microseconds of every period.
            let fields = (read("/sys/fs/cgroup\(group.path)/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
            return fields.count == 2 ? ratio(fields[0], fields[1]) : nil
        case .one:
            let folder = "/sys/fs/cgroup/cpu\(group.path)"
            guard let quota = read("\(folder)/cpu.cfs_quota_us"), let period = read("\(folder)/cpu.cfs_period_us")
            else {
                return nil
            }
            return ratio(quota.filter { !$0.isWhitespace }, period.filter { !$0.isWhitespace })
        }
    }

    private static func ratio(_ quota: some StringProtocol, _ period: some StringProtocol) -> Double? {
        // No limit is `max` (version 2) or −1 (version 1).
        guard let quota = Double(quota), let period = Double(period), quota > 0, period > 0 else { return nil }
        return quota / period
    }
}
