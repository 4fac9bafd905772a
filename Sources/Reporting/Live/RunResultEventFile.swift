import Experiment
import TensorBoard

/// What a run came to: an event file of its own (suffix `.result`), so that a start that takes the run up can take it
/// away and write it again.
enum RunResultEventFile {
    static let suffix = ".result"

    /// The score on the test set, the summary as a table of the Text tab, and what the last weights do with the
    /// validation samples.
    /// - Parameter inspection: the last; drawn.
    static func write(
        _ record: RunRecord, _ inspection: [SummaryValue], step: Int, folder: String, wallTime: Double
    ) throws(ReportingError) {
        var values: [SummaryValue] = [.text(tag: "result", markdown: ResultText.markdown(record))]
        if let test = record.results?.test, record.status == .done {
            values += [
                .scalar(tag: ScalarTag.testLoss, Float(test.loss)),
                .scalar(tag: ScalarTag.testAccuracy, Float(test.accuracy)),
            ]
        }
        values += inspection
        try CompleteEventFile.write(suffix: suffix, folder: folder, wallTime: wallTime) {
            (writer) throws(TensorBoardError) in
            try writer.write(values, step: step, wallTime: wallTime)
        }
    }
}

/// A run's result as a Markdown table.
enum ResultText {
    static func markdown(_ record: RunRecord) -> String {
        var rows: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) { if let value { rows.append((name, value)) } }
        add("status", record.status.rawValue)
        add("reason", record.reason.map(Markdown.text))
        add("learning rate", record.usedRate.map { Spelling.rate($0) })
        if let results = record.results {
            add("last validation accuracy", results.validationLast.map { NumberSpelling.percent($0.accuracy) })
            add("best validation accuracy", results.validationBest.map { NumberSpelling.percent($0.accuracy) })
            add("last validation loss", results.validationLast.map { NumberSpelling.loss($0.loss) })
            add("best validation loss", results.validationBest.map { NumberSpelling.loss($0.loss) })
            add("training loss of the last epoch", results.trainLoss.map { NumberSpelling.loss($0) })
            add("test accuracy", results.test.map { NumberSpelling.percent($0.accuracy) })
            add("test loss", results.test.map { NumberSpelling.loss($0.loss) })
            add("epochs", Spelling.epochs(results.epochs))
            add("samples/s", record.cost.map { Spelling.perSecond($0.samplesPerSecond) })
            add("time", record.cost.map { Spelling.duration($0.seconds) })
        }
        return MarkdownTable([
            TableColumn("result", cells: rows.map(\.name)), TableColumn("value", .number, cells: rows.map(\.value)),
        ]).text
    }
}
