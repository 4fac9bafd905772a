import Experiment

/// What a data set's samples look like where that was hardly meant: nothing forbids to train on them.
enum DatasetRemarks {
    /// Of pictures: grey; red, green and blue; and these with an alpha channel.
    private static let usualChannels = [1, 3, 4]

    /// Tells what is strange about the samples that `run` trains on.
    static func remark(on run: RunSpec, _ dataset: DatasetSummary, _ remarks: inout DiagnosticList) {
        let spec = run.configuration.dataset
        if case .idx = spec.source, hasChannelsLast(dataset.input) {
            let count = dataset.input.width
            remarks.append(
                Diagnostic(
                    "samples of \(dataset.input.spelling) (channels × height × width) look like pictures whose"
                        + " \(WordList.count(count, "channel")) \(count == 1 ? "comes" : "come") last",
                    at: run.sources.location(of: "dataset.idx"), severity: .warning,
                    notes: [.init("in an IDX file they lie as samples × channels × height × width")]))
        }
        if !dataset.absentClasses.isEmpty {
            let names = dataset.absentClasses.map { "'\($0)'" }
            let cause = DatasetParts.isCut(spec, dataset) ? "dataset.limit" : "dataset"
            remarks.append(
                Diagnostic(
                    "the training part has no sample of \(names.count == 1 ? "class" : "the classes")"
                        + " \(WordList.text(names, limit: WordList.namedInRemark))",
                    at: run.sources.location(of: cause), severity: .note))
        }
    }

    /// Whether the width is a usual number of channels and the number of channels is none, and what lies before the width
    /// could be a picture's sides. Series and maps of features have other proportions.
    private static func hasChannelsLast(_ input: SampleShape) -> Bool {
        let (shorter, longer) = (min(input.channels, input.height), max(input.channels, input.height))
        return !input.isFlat && usualChannels.contains(input.width) && !usualChannels.contains(input.channels)
            && input.height > input.width && longer <= 4 * shorter
    }
}
