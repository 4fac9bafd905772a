import Experiment

/// Checks that a data set's split leaves something to train on, to judge by, and to test with.
enum DatasetParts {
    /// - Returns: whether every part has samples, and the training part a batch.
    static func check(_ run: RunSpec, _ dataset: DatasetSummary, _ problems: inout DiagnosticList) -> Bool {
        var isWhole = true
        func report(_ message: String, _ path: String, _ notes: [Diagnostic.Note] = []) {
            isWhole = false
            problems.append(Diagnostic(message, at: run.sources.location(of: path), notes: notes))
        }
        let (cause, notes) = causeOfEmptyPart(run.configuration.dataset, dataset)
        if dataset.trainingCount == 0 {
            report("the split leaves no sample to train on" + cause, "dataset.validation_fraction", notes)
        } else if run.configuration.batchSize > dataset.trainingCount {
            report(
                "a batch of \(run.configuration.batchSize) is larger than the training part of "
                    + WordList.count(dataset.trainingCount, "sample"), "batch_size")
        }
        if dataset.validationCount == 0 {
            report("the split leaves no sample for validation" + cause, "dataset.validation_fraction", notes)
        }
        if dataset.testCount == 0 { report("the data set has no test samples", "dataset") }
        return isWhole
    }

    /// Whether `limit` cuts the training part, and so hides how many samples there are.
    static func isCut(_ spec: DatasetSpec, _ dataset: DatasetSummary) -> Bool { spec.limit == dataset.trainingCount }

    /// Why the split leaves a part without samples, to follow that it does, and the way out.
    private static func causeOfEmptyPart(
        _ spec: DatasetSpec, _ dataset: DatasetSummary
    ) -> (cause: String, notes: [Diagnostic.Note]) {
        let count = dataset.trainingCount + dataset.validationCount
        let isCut = isCut(spec, dataset)
        guard count > 0 else { return ("", []) }
        guard count > 1 || isCut else { return (": one sample is too few for two parts", []) }
        let isDefault = spec.validationFraction == DatasetSpec().validationFraction
        let fraction = NumberSpelling.canonical(spec.validationFraction) + (isDefault ? ", the default," : "")
        func cause(_ held: String) -> String { ": a 'validation_fraction' of \(fraction) holds out \(held)" }
        if dataset.validationCount > 0 { return (cause("all \(count) samples"), []) }
        if isCut { return (cause("none"), []) }
        let enough = NumberSpelling.canonical(smallestFraction(of: count))
        return (cause("none of \(count) samples"), [.init("\(enough) would hold out one")])
    }

    /// The smallest fraction of two digits that holds out one of `count` samples: from half a sample on it is one.
    private static func smallestFraction(of count: Int) -> Double {
        var scale = 10.0
        while scale < 20 * Double(count) { scale *= 10 }
        let digits = (scale / 2 / Double(count)).rounded(.up)
        // What is half a sample in decimals may be less in binary.
        return (Double(count) * (digits / scale) < 0.5 ? digits + 1 : digits) / scale
    }
}
