import Benchmarking
import Foundation
import TestSupport
import Testing

@Suite struct ReportTests {
    private static let report = {
        var report = BenchmarkReport(instructionSet: "avx2", quietPeak: 103.25)
        report.kernels = [
            .init(
                network: .lenet5,
                rows: [
                    .init(
                        name: "gather", operations: nil,
                        timing: Timing(best: 23e-6, median: 31.25e-6, peakBest: 100, peakMedian: 80, windows: 40)),
                    .init(
                        name: "conv1 forward", operations: 15_052_800,
                        timing: Timing(best: 200e-6, median: 250e-6, peakBest: 100, peakMedian: 80, windows: 40)),
                ]),
            .init(
                network: nil,
                rows: [
                    .init(
                        name: "dropout", operations: nil,
                        timing: Timing(best: 40e-6, median: 50e-6, peakBest: 100, peakMedian: 80, windows: 40))
                ]),
        ]
        func step(_ arrangement: StepArrangement, _ timing: Timing) -> BenchmarkReport.Step {
            .init(network: .lenet5, arrangement: arrangement, operationsPerSample: 2_000_000, timing: timing)
        }
        report.steps = [
            step(
                .oneRun(threads: 1), Timing(best: 1.6e-3, median: 2e-3, peakBest: 100, peakMedian: 80, windows: 9)),
            step(
                .oneRun(threads: 2), Timing(best: 1e-3, median: 2e-3, peakBest: 200, peakMedian: 150, windows: 9)),
            step(.runsAtOnce(2), Timing(best: 0.8e-3, median: 1e-3, peakBest: 160, peakMedian: 150, windows: 9)),
        ]
        report.runs = [
            step(.oneRun(threads: 1), Timing(best: 2e-3, median: 4e-3, peakBest: 100, peakMedian: 80, windows: 5))
        ]
        return report
    }()

    @Test func `the table lines up its columns`() {
        #expect(
            BenchmarkTable.render(Self.report) == """
                avx2 kernels, checked against plain loops; batches of 64
                peak of one core in its fastest millisecond: 103.2 GFLOP/s

                lenet5, one thread  µs a batch  median  GFLOP/s  of the peak   peak
                gather                    23.0    31.2        –            –  100.0
                conv1 forward            200.0   250.0     75.3       75.3 %  100.0

                other layers, 6×28×28, one thread  µs a batch  median  GFLOP/s  of the peak   peak
                dropout                                  40.0    50.0        –            –  100.0

                training step           samples/s  median  MFLOP a sample  GFLOP/s  of the peak   peak  windows  \
                speed-up
                lenet5, one thread          40000   32000            2.00     80.0       80.0 %  100.0        9         –
                lenet5, 2 threads           64000   32000            2.00    128.0       64.0 %  200.0        9      1.60
                lenet5, 2 runs at once      80000   64000            2.00    160.0      100.0 %  160.0        9      2.50

                training run        samples/s  median  MFLOP a sample  GFLOP/s  of the peak   peak  windows
                lenet5, one thread      32000   16000            2.00     64.0       64.0 %  100.0        5

                Figures are of the fastest window, and of the middle one under "median". A window of steps is 64 \
                steps: load, forward,
                backward, Adam; in a run with all that `xrun run` does meanwhile. Two operations count for each \
                multiply-add of a
                convolution or dense layer, none for taps on padding. The peak is that of multiply-adds on registers \
                alone on as many threads, \
                GFLOP/s, in
                the fastest of windows as long that took turns with the work's. Far below the fastest millisecond's, \
                it tells
                that others used the machine, and the share is a rough one. The speed-up is that over one thread, \
                divided by what
                the threads reach of as many times its peak.

                """)
    }

    @Test func `a part that was not timed has no table`() {
        var report = Self.report
        report.kernels = []
        #expect(!BenchmarkTable.render(report).contains("µs a batch"))
        report = Self.report
        report.steps = []
        #expect(!BenchmarkTable.render(report).contains("training step"))
        #expect(BenchmarkTable.render(report).contains("training run"))
        report.runs = []
        #expect(!BenchmarkTable.render(report).contains("training run"))
    }

    @Test func `a speed-up needs more cores and one thread to compare with`() throws {
        var report = Self.report
        let speedups = report.steps.map(report.speedup)
        #expect(speedups[0] == nil && speedups[2] == 2.5)
        #expect(try #require(speedups[1]).isApproximately(1.6))
        report.steps.removeFirst()
        #expect(report.steps.map(report.speedup) == [nil, nil])
    }

    @Test func `the JSON parses and says the same`() throws {
        let text = BenchmarkJSON.render(Self.report)
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(json["instruction_set"] == .string("avx2"))
        #expect(json["batch_size"] == .number(64))
        #expect(json["quiet_peak_gigaflops"] == .number(103.25))
        #expect(json["steps_in_window"] == .number(64))

        let gather = try #require(json["kernels"]?[0])
        #expect(gather["name"] == .string("gather"))
        #expect(gather["gigaflops"] == .null)
        #expect(gather["share_of_peak"] == .null)
        #expect(gather["seconds"]?["median"] == .number(31.25e-6))

        #expect(json["kernels"]?[2]?["network"] == .null)

        let step = try #require(json["steps"]?[1])
        #expect(step["network"] == .string("lenet5"))
        #expect(step["samples_per_second"] == .object(["best": .number(64_000), "median": .number(32_000)]))
        #expect(step["operations_per_sample"] == .number(2_000_000))
        #expect(step["peak_gigaflops"] == .object(["best": .number(200), "median": .number(150)]))
        #expect(try #require(step["gigaflops"]?.number).isApproximately(128))
        #expect(try #require(step["share_of_peak"]?.number).isApproximately(0.64))
        #expect(step["windows"] == .number(9))
        #expect(step["threads"] == .number(2) && step["runs_at_once"] == .number(1))
        #expect(try #require(step["speedup"]?.number).isApproximately(1.6))
        #expect(json["steps"]?[0]?["speedup"] == .null)
        #expect(json["steps"]?[2]?["threads"] == .number(2) && json["steps"]?[2]?["runs_at_once"] == .number(2))

        let run = try #require(json["runs"]?[0])
        #expect(run["samples_per_second"] == .object(["best": .number(32_000), "median": .number(16_000)]))
        #expect(run["threads"] == .number(1))
    }
}

extension Double {
    /// Equal but for the last digits of a division.
    fileprivate func isApproximately(_ other: Double) -> Bool { (self - other).magnitude <= 1e-12 * other.magnitude }
}
