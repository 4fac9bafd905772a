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
}
