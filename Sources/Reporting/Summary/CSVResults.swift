import Experiment

/// `results.csv`: a line a run in plan order, in full precision. RFC 4180 with line feeds; an empty cell is no value.
/// Behind the columns that every experiment has stand the settings in which its runs differ and that decide numbers, as
/// `config.batch_size`, each with the value that the run has, whoever set it.
package enum CSVResults {
    private static let columns: [(title: String, cell: @Sendable (ReportRow) -> String)] = [
        ("run", { $0.run.name }),
        ("group", { $0.run.group }),
        ("learning_rate", { number($0.learningRate) }),
        ("learning_rate_min", { number($0.record?.rateBounds?.minimum) }),
        ("learning_rate_max", { number($0.record?.rateBounds?.maximum) }),
        ("learning_rate_suggested", { number($0.suggestedRate) }),
        ("learning_rate_from", { $0.run.rateSource.text }),
        ("seed", { String($0.run.seed) }),
        ("changes", { Spelling.settings($0.changes) }),
        ("validation_accuracy_last", { number($0.record?.results?.validationLast?.accuracy) }),
        ("validation_accuracy_best", { number($0.record?.results?.validationBest?.accuracy) }),
        ("validation_loss_last", { number($0.record?.results?.validationLast?.loss) }),
        ("validation_loss_best", { number($0.record?.results?.validationBest?.loss) }),
        ("train_loss", { number($0.record?.results?.trainLoss) }),
        ("test_accuracy", { number($0.record?.results?.test?.accuracy) }),
        ("test_loss", { number($0.record?.results?.test?.loss) }),
        ("epochs", { number($0.record?.results?.epochs) }),
        ("samples_per_second", { number($0.record?.cost?.samplesPerSecond) }),
        ("seconds", { number($0.record?.cost?.seconds) }),
        ("status", { $0.state.rawValue }),
        ("verdict", { $0.verdict?.rawValue ?? "" }),
        ("reason", { $0.reason ?? "" }),
    ]

    package static func render(_ report: Report) -> String {
        let columns = columns
        let rows = report.rows
        let facets = rows.map { ConfigurationFacets($0.run.configuration) }
        // Which range test the rate comes from has a column already.
        let differing = ConfigurationFacets.differing(facets).filter { $0 != ConfigurationFacets.rateSource }
        let lines = zip(rows, facets).map { row, facets in
            columns.map { $0.cell(row) } + differing.map { setting(facets[$0]) }
        }
        let titles = columns.map(\.title) + differing.map { "config.\($0)" }
        return ([titles] + lines).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    /// Empty where the run has no such setting, and where it is off: a column of numbers stays one.
    private static func setting(_ value: SettingValue?) -> String {
        guard let value, value != .null else { return "" }
        return value.spelling
    }

    /// `nan`, `inf` and `-inf` where it is not finite, as Python and R read them.
    private static func number(_ value: Double?) -> String { value.map(NumberSpelling.canonical) ?? "" }

    private static func quoted(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }) else {
            return cell
        }
        return "\"" + cell.marked(with: "\"") { $1 == "\"" } + "\""
    }
}
