import Machine
import Testing

@Suite struct MemoryLimitTests {
    private let machine = ["/proc/meminfo": "MemTotal:       16384256 kB\nMemFree:        1000 kB\n"]

    private func limit(_ files: [String: String]) -> Int? {
        MemoryLimit.limited { machine.merging(files) { $1 }[$0] }
    }

    @Test func `the machine's memory is the limit where nothing is tighter`() {
        #expect(limit([:]) == 16_384_256 * 1024)
        #expect(limit(["/proc/meminfo": "nonsense"]) == nil)
        #expect(limit(["/proc/meminfo": "MemTotal: 9223372036854775807 kB"]) == nil)
        #expect(MemoryLimit.available.map { $0 > 1 << 20 } ?? true)
    }

    @Test func `control groups of both versions cut it, wherever it was set`() {
        let second = ["/proc/self/cgroup": "0::/a/b\n"]
        #expect(limit(second.merging(["/sys/fs/cgroup/a/b/memory.max": "max\n"]) { $1 }) == 16_384_256 * 1024)
        #expect(limit(second.merging(["/sys/fs/cgroup/a/memory.max": "1000000\n"]) { $1 }) == 1_000_000)
        let first = ["/proc/self/cgroup": "5:cpu:/x\n4:memory:/m\n"]
        #expect(
            limit(first.merging(["/sys/fs/cgroup/memory/m/memory.limit_in_bytes": "9223372036854771712\n"]) { $1 })
                == 16_384_256 * 1024)
        #expect(
            limit(first.merging(["/sys/fs/cgroup/memory/m/memory.limit_in_bytes": "4096\n"]) { $1 }) == 4096)
        #expect(limit(first.merging(["/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "4096"]) { $1 }) != 4096)
    }

    @Test func `the process's own limits cut it to what they leave beside what is mapped`() {
        func own(addressSpace: String = "unlimited", data: String = "unlimited") -> Int? {
            limit([
                "/proc/self/limits": """
                Limit                     Soft Limit           Hard Limit           Units
                Max data size             \(data)              unlimited            bytes
                Max resident set          4096                 4096                 bytes
                Max address space         \(addressSpace)      2000000              bytes
                """,
                "/proc/self/status": "Name:\txrun\nVmPeak:\t     200 kB\nVmSize:\t      90 kB\nVmData:\t      40 kB\n",
            ])
        }
        #expect(own() == 16_384_256 * 1024)
        #expect(own(addressSpace: "1000000") == 1_000_000 - 90 * 1024)
        #expect(own(data: "1000000") == 1_000_000 - 40 * 1024)
        #expect(own(addressSpace: "1000000", data: "900000") == 900_000 - 40 * 1024)
        #expect(own(addressSpace: "1000000", data: "1000000") == 1_000_000 - 90 * 1024)
        #expect(own(addressSpace: "99999999999999") == 16_384_256 * 1024)
        // Nothing is left, which is not the same as no limit.
        #expect(own(addressSpace: "4096") == 0)
    }
}
