import Benchmarking
import Foundation
import TestSupport
import Testing

@Suite struct ReportTests {
    private static let report = {
        var report = BenchmarkReport(instructionSet: "avx2", threads: 2, quietPeak: 103.25)
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
                ])
        ]
        report.steps = [
            .init(
                network: .lenet5, operationsPerSample: 2_000_000,
                timing: Timing(best: 1e-3, median: 2e-3, peakBest: 200, peakMedian: 150, windows: 9))
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

                training step, 2 threads  samples/s  median  MFLOP a sample  GFLOP/s  of the peak   peak  windows
                lenet5                        64000   32000            2.00    128.0       64.0 %  200.0        9

                Figures are of the fastest window, and of the middle one under "median". A window of steps is 64 \
                steps: load, forward,
                backward, Adam. Two operations count for each multiply-add of a convolution or dense layer. The peak \
                is that of
                multiply-adds on registers alone, GFLOP/s, in the fastest of windows as long that took turns with the \
                work's.
                Far below the fastest millisecond's, it tells that others used the machine, and the share is a rough \
                one.

                """)
    }

    @Test func `a part that was not timed has no table`() {
        var report = Self.report
        report.kernels = []
        #expect(!BenchmarkTable.render(report).contains("µs a batch"))
        report = Self.report
        report.steps = []
        #expect(!BenchmarkTable.render(report).contains("training step"))
    }

    @Test func `the JSON parses and says the same`() throws {
        let text = BenchmarkJSON.render(Self.report)
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(json["instruction_set"] == .string("avx2"))
        #expect(json["threads"] == .number(2))
        #expect(json["batch_size"] == .number(64))
        #expect(json["quiet_peak_gigaflops"] == .number(103.25))
        #expect(json["steps_in_window"] == .number(64))

        let gather = try #require(json["kernels"]?[0])
        #expect(gather["name"] == .string("gather"))
        #expect(gather["gigaflops"] == .null)
        #expect(gather["share_of_peak"] == .null)
        #expect(gather["seconds"]?["median"] == .number(31.25e-6))

        let step = try #require(json["steps"]?[0])
        #expect(step["network"] == .string("lenet5"))
        #expect(step["samples_per_second"] == .object(["best": .number(64_000), "median": .number(32_000)]))
        #expect(step["operations_per_sample"] == .number(2_000_000))
        #expect(step["peak_gigaflops"] == .object(["best": .number(200), "median": .number(150)]))
        #expect(try #require(step["gigaflops"]?.number).isApproximately(128))
        #expect(try #require(step["share_of_peak"]?.number).isApproximately(0.64))
        #expect(step["windows"] == .number(9))
    }
}

extension Double {
    /// Equal but for the last digits of a division.
    fileprivate func isApproximately(_ other: Double) -> Bool { (self - other).magnitude <= 1e-12 * other.magnitude }
}
