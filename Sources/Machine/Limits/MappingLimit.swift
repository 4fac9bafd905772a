/// A limit that a process has been given on what it maps (setrlimit(2)): beyond it the system gives it no memory.
enum MappingLimit: CaseIterable {
    /// `ulimit -v`: everything.
    case addressSpace
    /// `ulimit -d`: what only this process writes to.
    case data

    /// Bytes that the tightest one leaves, 0 where it was lowered below what is mapped; nil for no limit.
    ///
    /// What is mapped by now is no longer left: the program and its libraries, which have 90 MiB of address space, and
    /// later data sets and the stacks of threads. What of it is free again, and could be used, is not known; when a
    /// plan is made it is less than the stacks of the threads that no run can do without.
    static func left(read: (String) -> String?) -> Int? {
        let limits = ProcFile(read("/proc/self/limits"))
        let status = ProcFile(read("/proc/self/status"))
        return allCases.compactMap { limit in
            // The soft limit, which is enforced, then the hard one: `716800000  unlimited  bytes`.
            limits.number(limit.name).map { max(0, $0 - (status.bytes(limit.taken) ?? 0)) }
        }.min()
    }

    /// In `/proc/self/limits`.
    private var name: String {
        switch self {
        case .addressSpace: "Max address space"
        case .data: "Max data size"
        }
    }

    /// What counts against it, in `/proc/self/status`.
    private var taken: String {
        switch self {
        case .addressSpace: "VmSize:"
        case .data: "VmData:"
        }
    }
}
