import Experiment

/// A benchmark's result for programs.
package enum BenchmarkJSON {
    /// JSON with a line feed at the end. Times are in seconds, of one batch; rates are of the fastest window.
    package static func render(_ report: BenchmarkReport) -> String {
        JSONText.document(
            .mapping([
                Setting("instruction_set", .string(report.instructionSet)),
                Setting("batch_size", .integer(BenchmarkNetwork.batchSize)),
                Setting("quiet_peak_gigaflops", .number(report.quietPeak)),
                Setting("steps_in_window", .integer(StepTiming.stepsInWindow)),
                Setting(
                    "kernels",
                    .list(
                        report.kernels.flatMap { group in
                            group.rows.map { kernel in
                                .mapping(
                                    [
                                        Setting("network", group.network.map { .string($0.rawValue) } ?? .null),
                                        Setting("name", .string(kernel.name)),
                                    ] + settings(of: kernel.timing, operations: kernel.operations))
                            }
                        })),
                Setting(
                    "steps",
                    .list(
                        report.steps.map { step in
                            .mapping(
                                settings(of: step)
                                    + [Setting("speedup", report.speedup(of: step).map { .number($0) } ?? .null)])
                        })),
                Setting("runs", .list(report.runs.map { .mapping(settings(of: $0)) })),
            ]))
    }

    private static func settings(of step: BenchmarkReport.Step) -> [Setting] {
        [
            Setting("network", .string(step.network.rawValue)),
            Setting("threads", .integer(step.arrangement.cores)),
            Setting("runs_at_once", .integer(step.arrangement.runs)),
            Setting("samples_per_second", bestAndMedian(step.bestSamplesPerSecond, step.medianSamplesPerSecond)),
            Setting("operations_per_sample", .integer(step.operationsPerSample)),
        ] + settings(of: step.timing, operations: step.operations)
    }

    private static func bestAndMedian(_ best: Double, _ median: Double) -> SettingValue {
        .mapping([Setting("best", .number(best)), Setting("median", .number(median))])
    }

    private static func settings(of timing: Timing, operations: Int?) -> [Setting] {
        [
            Setting("seconds", bestAndMedian(timing.best, timing.median)),
            Setting("gigaflops", operations.map { .number(timing.gigaflops($0)) } ?? .null),
            Setting("share_of_peak", operations.map { .number(timing.shareOfPeak($0)) } ?? .null),
            Setting("peak_gigaflops", bestAndMedian(timing.peakBest, timing.peakMedian)),
            Setting("windows", .integer(timing.windows)),
        ]
    }
}
