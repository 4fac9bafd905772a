import Experiment
import Reporting

/// A suite that looks at reports of a grid of models and learning rates.
protocol GridReports {}

extension GridReports {
    /// A run of each pair of a model and a rate, with these accuracies, row by row.
    /// - Parameters:
    ///   - spread: with it each pair has two seeds, whose accuracies lie so far above and below.
    ///   - sharesSeeds: whether they are the same seeds for all pairs.
    ///   - outcome: what a run with such an accuracy came to.
    func report(
        _ accuracies: [[Double?]], spread: Double? = nil, sharesSeeds: Bool = true, objective: Objective = Objective(),
        outcome: (Double) -> RunOutcome = { Samples.outcome(accuracy: $0) }
    ) -> Report {
        var runs: [PlannedRun] = []
        var records: [RunRecord] = []
        let distances: [Double] = spread.map { [-$0, $0] } ?? [0]
        for (row, line) in accuracies.enumerated() {
            for (column, accuracy) in line.enumerated() {
                for (seed, distance) in distances.enumerated() {
                    let group = "\(row),\(column)"
                    let run = Samples.plannedRun(
                        "\(group),\(seed)", RunConfiguration(seed: UInt64(sharesSeeds ? seed : runs.count)),
                        group: group,
                        varied: [("model", .string("m\(row)")), ("learning_rate", .number(Double(column + 1) / 10))])
                    runs.append(run)
                    if let accuracy {
                        records.append(Samples.record(run, outcome(accuracy + distance)))
                    }
                }
            }
        }
        return Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records)
    }
}
