import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// Up to which size the checkpoint of a range test is read.
@Suite struct RangeTestCheckpointSizeTests {
    /// A header may have 100 MB; the scores of eleven trials of a hundred thousand steps are 26 MB.
    @Test(arguments: [1, 100_000])
    func `the longer trials may be, the larger a checkpoint is read`(horizon: Int) throws {
        let temporary = try TemporaryFolder()
        let folder = try temporary.experiment("fashion")
        var test = Samples.rangeTest
        (test.horizon, test.workload.parameterCount) = (horizon, 1)
        let path = "\(folder.path)/\(test.id.folder)/last.safetensors"
        try temporary.write("", to: "runs/fashion/\(test.id.folder)/last.safetensors")
        #expect(try Shell.run("truncate", ["-s", "101000000", path]).status == 0)
        let plan = Samples.plan([.rangeTest(test)])
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun"))
        reporter.handle(.started(test.id))
        let point = reporter.resume(test) { _ in Issue.record("taken") }
        let fault = horizon == 1 ? "\(path) is larger than 95 MiB" : "it was not written by xrun"
        #expect(point.remarks.contains("last.safetensors cannot be used: \(fault)"), "\(point.remarks)")
        _ = reporter.finish()
    }
}
