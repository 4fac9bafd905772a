import Machine
import Testing

@Suite struct CoreCountTests {
    private func count(processors: Int = 16, _ files: [String: String]) -> Int {
        CoreCount.limited(processors: processors) { files[$0] }
    }

    private func machine(allowed: String, online: String) -> [String: String] {
        [
            "/proc/self/status": "Name:\txrun\nCpus_allowed:\tff\nCpus_allowed_list:\t\(allowed)\nMems_allowed:\t1\n",
            "/sys/devices/system/cpu/online": online + "\n",
        ]
    }

    @Test func `the mask counts the processors that are there`() {
        #expect(count(machine(allowed: "0-3", online: "0-7")) == 4)
        #expect(count(machine(allowed: "0-127", online: "0-7")) == 8)
        #expect(count(machine(allowed: "0,2,5-6", online: "0-5")) == 3)
        #expect(count(machine(allowed: "9", online: "0-5")) == 16)
        #expect(count(machine(allowed: "5-2,x", online: "0-5")) == 16)
        #expect(count([:]) == 16)
        #expect(count(processors: -1, [:]) == 1)
    }

    @Test func `the quota of version 2 cuts it, wherever it was set`() {
        func quota(_ path: String, _ files: [String: String]) -> Int {
            count(
                machine(allowed: "0-7", online: "0-7").merging(files) { $1 }.merging([
                    "/proc/self/cgroup": "0::\(path)\n"
                ]) { $1 })
        }
        #expect(quota("/", ["/sys/fs/cgroup/cpu.max": "400000 100000\n"]) == 4)
        #expect(quota("/", ["/sys/fs/cgroup/cpu.max": "250000 100000\n"]) == 2)
        #expect(quota("/", ["/sys/fs/cgroup/cpu.max": "50000 100000\n"]) == 1)
        #expect(quota("/", ["/sys/fs/cgroup/cpu.max": "max 100000\n"]) == 8)
        #expect(
            quota("/a/b", ["/sys/fs/cgroup/a/cpu.max": "300000 100000", "/sys/fs/cgroup/a/b/cpu.max": "max 100000"])
                == 3)
        #expect(
            quota("/a/b", ["/sys/fs/cgroup/a/cpu.max": "300000 100000", "/sys/fs/cgroup/a/b/cpu.max": "200000 100000"])
                == 2)
        #expect(quota("/a", ["/sys/fs/cgroup/a/cpu.max": "nonsense"]) == 8)
        #expect(quota("/a", ["/sys/fs/cgroup/a/cpu.max": "900000 0"]) == 8)
    }

    @Test func `the quota of version 1 cuts it too`() {
        func quota(_ value: String) -> Int {
            count([
                "/proc/self/cgroup": "5:memory:/x\n4:cpu,cpuacct:/x\n0::/\n",
                "/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": value + "\n",
                "/sys/fs/cgroup/cpu/x/cpu.cfs_period_us": "100000\n",
            ])
        }
        #expect(quota("300000") == 3)
        #expect(quota("-1") == 16)
    }

    @Test func `this machine has a core to run on`() {
        #expect(CoreCount.available >= 1)
    }
}
