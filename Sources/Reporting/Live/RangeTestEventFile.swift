import Experiment
import TensorBoard

/// The event file of a range test: written at its end.
enum RangeTestEventFile {
    /// Removes what a start has written that was killed before it could say that the test is done.
    static func remove(from folder: String) throws(ReportingError) {
        for name in try FileAccess.names(in: folder) where name.hasPrefix(EventFileName.prefix) {
            try FileAccess.remove("\(folder)/\(name)")
        }
    }

    /// - Parameter listingTime: see `HyperParameterEventFile`.
    static func write(
        _ record: RangeTestRecord, folder: String, listingTime: Double, wallTime: Double
    ) throws(ReportingError) {
        guard let outcome = record.outcome else { return }
        let picture = outcome.curve.isEmpty ? nil : try SummaryFigures.rangeTest(record).picture()
        try CompleteEventFile.write(firstStep: 0, folder: folder, wallTime: listingTime) {
            (writer) throws(TensorBoardError) in
            try writer.write(
                [
                    .text(tag: "configuration", markdown: ConfigurationTable.markdown(record.settings.settings)),
                    .text(tag: "result", markdown: RangeTestSection.result(record)),
                ], step: 0, wallTime: wallTime)
            for (index, point) in outcome.curve.enumerated() {
                try writer.write(
                    [
                        .scalar(tag: "finder/learning_rate", Float(point.learningRate)),
                        .scalar(tag: "finder/loss", Float(point.loss)),
                        .scalar(tag: "finder/smoothed_loss", Float(point.smoothedLoss)),
                    ], step: index, wallTime: wallTime)
            }
            if let picture {
                let step = max(0, outcome.curve.count - 1)
                try writer.write([.image(tag: "finder/curve", picture)], step: step, wallTime: wallTime)
            }
        }
    }
}
