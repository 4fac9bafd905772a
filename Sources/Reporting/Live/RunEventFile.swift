import Experiment
import TensorBoard

// All that this target knows of TensorBoard's writer stands in this file and in `HyperParameterColumns.swift`.

/// The event file of a run that trains.
struct RunEventFile: Sendable {
    private let writer: EventFileWriter

    /// Begins a new run's file with its configuration as a table of the Text tab.
    init(folder: String, configuration: SettingValue, wallTime: Double) throws(ReportingError) {
        writer = try Self.reporting { () throws(TensorBoardError) in
            let writer = try EventFileWriter(folder: folder, wallTime: wallTime)
            let table = ConfigurationTable.markdown(configuration)
            try writer.write([.text(tag: "configuration", markdown: table)], step: 0, wallTime: wallTime)
            return writer
        }
    }

    /// Goes on behind the files of earlier starts, which stay as they are: readers forget what they tell of the steps
    /// after `step`.
    init(folder: String, after step: Int, wallTime: Double) throws(ReportingError) {
        writer = try Self.reporting { () throws(TensorBoardError) in
            try EventFileWriter(folder: folder, firstStep: step + 1, wallTime: wallTime)
        }
    }

    var path: String { writer.path }

    func write(_ measurement: Measurement, wallTime: Double) throws(ReportingError) {
        let split = measurement.split.rawValue
        var values: [SummaryValue] = [
            .scalar(tag: "\(split)/loss", Float(measurement.loss)),
            .scalar(tag: "\(split)/accuracy", Float(measurement.accuracy)),
        ]
        // Once a step: a validation stands at the step of a training line more often than not.
        if measurement.split == .train {
            values.append(.scalar(tag: "learning_rate", Float(measurement.learningRate)))
        }
        try Self.reporting { () throws(TensorBoardError) in
            try writer.write(values, step: measurement.step, wallTime: wallTime)
        }
    }

    func flush() throws(ReportingError) {
        try WritePoint.write.pass("tfevents")
        try Self.reporting { () throws(TensorBoardError) in try writer.flush() }
    }

    func close() throws(ReportingError) {
        try Self.reporting { () throws(TensorBoardError) in try writer.close() }
    }

    fileprivate static func reporting<Value>(
        _ body: () throws(TensorBoardError) -> Value
    ) throws(ReportingError) -> Value {
        do {
            return try body()
        } catch {
            throw .output(message: error.message)
        }
    }
}

/// The row of a run in the HParams table: small event files of its own (suffix `.hparams`), so that it can be written
/// again when the table's columns change.
enum HyperParameterFile {
    fileprivate static let suffix = ".hparams"

    /// What a run's folder says of it at its beginning, before its event file.
    static func begin(
        folder: String, table: HyperParameterTable, session: HyperParameterSession, wallTime: Double
    ) throws(ReportingError) {
        try write([.hyperParameterTable(table), .sessionStart(session)], folder: folder, wallTime: wallTime)
    }

    /// How the run ended. In a file behind the closed event file: a reader has to meet it as something new.
    static func end(folder: String, _ end: SessionEnd, wallTime: Double) throws(ReportingError) {
        try write([.sessionEnd(end)], folder: folder, wallTime: wallTime)
    }

    /// The whole row of a finished run, in place of what its folder said before.
    static func replace(
        folder: String, table: HyperParameterTable, session: HyperParameterSession, end: SessionEnd, wallTime: Double
    ) throws(ReportingError) {
        let old = try FileAccess.names(in: folder).filter { $0.hasSuffix(suffix) }
        try write(
            [.hyperParameterTable(table), .sessionStart(session), .sessionEnd(end)], folder: folder, wallTime: wallTime)
        for name in old { try FileAccess.remove("\(folder)/\(name)") }
    }

    private static func write(
        _ values: [SummaryValue], folder: String, wallTime: Double
    ) throws(ReportingError) {
        try RunEventFile.reporting { () throws(TensorBoardError) in
            let writer = try EventFileWriter(folder: folder, suffix: suffix, firstStep: nil, wallTime: wallTime)
            try writer.write(values, step: 0, wallTime: wallTime)
            try writer.close()
        }
    }
}

/// The score on the test set: an event file of its own (suffix `.test`), so that a start that finds no result beside it
/// can take it away and write it again.
enum TestScoreFile {
    fileprivate static let suffix = ".test"

    static func write(_ score: Score, step: Int, folder: String, wallTime: Double) throws(ReportingError) {
        try RunEventFile.reporting { () throws(TensorBoardError) in
            let writer = try EventFileWriter(folder: folder, suffix: suffix, firstStep: nil, wallTime: wallTime)
            try writer.write(
                [.scalar(tag: "test/loss", Float(score.loss)), .scalar(tag: "test/accuracy", Float(score.accuracy))],
                step: step, wallTime: wallTime)
            try writer.close()
        }
    }
}

extension RunEventFile {
    /// Takes away what an earlier start said of the run's end, and its row: who takes the run up says them anew.
    static func removeEnds(in folder: String) throws(ReportingError) {
        let suffixes = [HyperParameterFile.suffix, TestScoreFile.suffix]
        for name in try FileAccess.names(in: folder) where suffixes.contains(where: name.hasSuffix) {
            try FileAccess.remove("\(folder)/\(name)")
        }
    }
}

/// The event file of a range test: written at its end.
enum RangeTestEventFile {
    static func write(
        _ record: FinderRecord, folder: String, wallTime: Double
    ) throws(ReportingError) {
        guard let outcome = record.outcome else { return }
        let picture = outcome.curve.isEmpty ? nil : try SummaryFigures.finder(record).picture()
        try RunEventFile.reporting { () throws(TensorBoardError) in
            let writer = try EventFileWriter(folder: folder, wallTime: wallTime)
            try writer.write(
                [.text(tag: "configuration", markdown: ConfigurationTable.markdown(record.settings.settings))], step: 0,
                wallTime: wallTime)
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
            try writer.close()
        }
    }
}

extension SummaryFigure {
    fileprivate func picture() throws(ReportingError) -> PNGImage {
        let (bytes, width, height) = try png()
        return PNGImage(bytes: bytes, width: width, height: height)
    }
}
