import Experiment
import TensorBoard

/// The event file of a run that trains.
struct RunEventFile: Sendable {
    private let writer: EventFileWriter

    /// Begins a new run's file with its configuration as a table of the Text tab and its network.
    init(
        folder: String, configuration: SettingValue, network: NetworkGraph?, wallTime: Double
    ) throws(ReportingError) {
        writer = try writingEvents { () throws(TensorBoardError) in
            let writer = try EventFileWriter(folder: folder, wallTime: wallTime)
            let table = ConfigurationTable.markdown(configuration)
            try writer.write(
                [.text(tag: "configuration", markdown: table), .customScalars(ScalarTag.charts)], step: 0,
                wallTime: wallTime)
            if let network { try writer.write(network, wallTime: wallTime) }
            return writer
        }
    }

    /// Goes on behind the files of earlier starts, which stay as they are: readers forget what they tell of the steps
    /// after `step`.
    init(folder: String, after step: Int, wallTime: Double) throws(ReportingError) {
        writer = try writingEvents { () throws(TensorBoardError) in
            try EventFileWriter(folder: folder, firstStep: step + 1, wallTime: wallTime)
        }
    }

    /// - Parameter best: the best values so far that this measurement has brought.
    func write(_ measurement: Measurement, best: BestScores.Change, wallTime: Double) throws(ReportingError) {
        let split = measurement.split
        var values: [SummaryValue] = [
            .scalar(tag: ScalarTag.loss(split), Float(measurement.loss)),
            .scalar(tag: ScalarTag.accuracy(split), Float(measurement.accuracy)),
        ]
        // Once a step: a validation stands at the step of a training line more often than not.
        if split == .train { values.append(.scalar(tag: ScalarTag.learningRate, Float(measurement.learningRate))) }
        if let accuracy = best.accuracy { values.append(.scalar(tag: ScalarTag.bestAccuracy, Float(accuracy))) }
        if let loss = best.loss { values.append(.scalar(tag: ScalarTag.bestLoss, Float(loss))) }
        try writingEvents { () throws(TensorBoardError) in
            try writer.write(values, step: measurement.step, wallTime: wallTime)
        }
    }

    func write(_ histograms: [TensorHistogram], step: Int, wallTime: Double) throws(ReportingError) {
        let values = histograms.map { histogram in
            SummaryValue.histogram(
                tag: "\(histogram.content.rawValue)/\(histogram.tensor)",
                histogram.buckets.map { HistogramBucket(low: $0.low, high: $0.high, count: Double($0.count)) })
        }
        try writingEvents { () throws(TensorBoardError) in
            try writer.write(values, step: step, wallTime: wallTime)
        }
    }

    func flush() throws(ReportingError) {
        try WritePoint.write.pass(writer.path)
        try writingEvents { () throws(TensorBoardError) in try writer.flush() }
    }

    /// Brings what was flushed to the disk.
    func synchronize() throws(ReportingError) { try FileAccess.synchronizeFile(writer.path) }

    /// Closes it, and brings what is left to the disk.
    func close() throws(ReportingError) {
        try writingEvents { () throws(TensorBoardError) in try writer.close() }
        try synchronize()
    }
}

extension RunEventFile {
    /// Takes away what an earlier start said of the run's end, and its row: who takes the run up says them anew.
    static func removeEnds(in folder: String) throws(ReportingError) {
        let suffixes = [HyperParameterEventFile.suffix, RunResultEventFile.suffix]
        for name in try FileAccess.names(in: folder) where suffixes.contains(where: name.hasSuffix) {
            try FileAccess.remove("\(folder)/\(name)")
        }
    }
}
