import Foundation
import TestSupport
import Testing

@Suite struct RateBoundsTests {
    private func experiment(_ rate: String, _ cycle: String, _ oneCycle: String) -> String {
        """
        base:
          dataset: {name: shapes, limit: 600}
          batch_size: 32
          epochs: 2
          validate_every: 0.5
          log_every: 5
          learning_rate: \(rate)
        runs:
          - {name: cycles, schedule: {cyclical: {policy: triangular2, step_size: 0.25\(cycle)}}}
          - {name: one-cycle, schedule: {one_cycle: {rise_fraction: 0.3\(oneCycle)}}}
        """
    }

    @Test func `a cycle over a found range is the run with the bounds that the summary tells`() throws {
        let program = try Program(experiment: experiment("auto", "", ""))
        let result = try program.xrun("experiment.yaml")
        #expect(result.status == 0, "\(result.errors)")
        let summary = try JSONDecoder().decode(
            JSONValue.self, from: Data(program.text("runs/experiment/summary.json").utf8))
        let (cycles, oneCycle) = (try #require(summary["runs"]?[0]), try #require(summary["runs"]?[1]))
        let (low, high) = (
            try #require(cycles["learning_rate_min"]?.number), try #require(cycles["learning_rate_max"]?.number)
        )
        let rate = try #require(cycles["learning_rate_suggested"]?.number)
        let peak = try #require(oneCycle["learning_rate_max"]?.number)
        let markdown = try program.text("runs/experiment/summary.md")
        #expect(low < high && !markdown.contains("| \(rate) (auto)"), "\(markdown)")
        try program.folder.write(
            experiment("\(rate)", ", min: \(low), max: \(high)", ", max: \(peak)"), to: "written/experiment.yaml")
        #expect(try program.xrun("written/experiment.yaml", "--output", "written").status == 0)
        for run in ["cycles", "one-cycle"] {
            #expect(
                try program.text("runs/experiment/\(run)/metrics.jsonl")
                    == program.text("written/experiment/\(run)/metrics.jsonl"))
        }
    }
}
