import Experiment
import Foundation
import Terminal

/// A benchmark's result as aligned tables for people.
package enum BenchmarkTable {
    package static func render(_ report: BenchmarkReport) -> String {
        let kernels = report.kernels.map { group in
            let name = group.network?.rawValue ?? "other layers, 6×28×28"
            let titles = ["\(name), one thread", "µs a batch", "median", "GFLOP/s", "of the peak", "peak"]
            return table(titles, group.rows.map(cells))
        }
        let columns = ["samples/s", "median", "MFLOP a sample", "GFLOP/s", "of the peak", "peak", "windows"]
        let steps = table(
            ["training step"] + columns + ["speed-up"],
            report.steps.map { step in
                cells(step) + [report.speedup(of: step).map { decimal($0, places: 2) } ?? TableColumn.none]
            })
        let runs = table(["training run"] + columns, report.runs.map(cells))
        return
            ([heading(report)] + kernels + (report.steps.isEmpty ? [] : [steps])
            + (report.runs.isEmpty ? [] : [runs]) + [legend]).joined(separator: "\n")
    }

    private static func heading(_ report: BenchmarkReport) -> String {
        """
        \(report.instructionSet) kernels, checked against plain loops; batches of \(BenchmarkNetwork.batchSize)
        peak of one core in its fastest millisecond: \(decimal(report.quietPeak)) GFLOP/s

        """
    }

    private static let legend = """
        Figures are of the fastest window, and of the middle one under "median". A window of steps is \
        \(StepTiming.stepsInWindow) steps: load, forward,
        backward, Adam; in a run with all that `xrun run` does meanwhile. Two operations count for each multiply-add of a
        convolution or dense layer, none for taps on padding. The peak is that of multiply-adds on registers alone on as many threads, GFLOP/s, in
        the fastest of windows as long that took turns with the work's. Far below the fastest millisecond's, it tells
        that others used the machine, and the share is a rough one. The speed-up is that over one thread, divided by what
        the threads reach of as many times its peak.

        """

    private static func cells(_ kernel: BenchmarkReport.Kernel) -> [String] {
        let timing = kernel.timing
        return [kernel.name, decimal(timing.best * 1e6), decimal(timing.median * 1e6)]
            + (kernel.operations.map { operations in
                [
                    decimal(timing.gigaflops(operations)), percent(timing.shareOfPeak(operations)),
                    decimal(timing.peakBest),
                ]
            } ?? [TableColumn.none, TableColumn.none, decimal(timing.peakBest)])
    }

    private static func cells(_ step: BenchmarkReport.Step) -> [String] {
        let timing = step.timing
        return [
            "\(step.network.rawValue), \(words(step.arrangement))", decimal(step.bestSamplesPerSecond, places: 0),
            decimal(step.medianSamplesPerSecond, places: 0), decimal(Double(step.operationsPerSample) / 1e6, places: 2),
            decimal(timing.gigaflops(step.operations)), percent(step.shareOfPeak),
            decimal(timing.peakBest), String(timing.windows),
        ]
    }

    private static func words(_ arrangement: StepArrangement) -> String {
        switch arrangement {
        case .oneRun(threads: 1), .runsAtOnce(1): "one thread"
        case .oneRun(let threads): "\(threads) threads"
        case .runsAtOnce(let runs): "\(runs) runs at once"
        }
    }

    private static func decimal(_ value: Double, places: Int = 1) -> String {
        String(format: "%.\(places)f", locale: Locale(identifier: "en_US_POSIX"), value)
    }

    private static func percent(_ share: Double) -> String { "\(decimal(share * 100)) %" }

    /// The first column to the left, the others to the right.
    private static func table(_ titles: [String], _ rows: [[String]]) -> String {
        let columns = titles.enumerated().map { index, title in
            TableColumn(title, index == 0 ? .text : .number, cells: rows.map { $0[index] })
        }
        return TextTable(columns).text + "\n"
    }
}
