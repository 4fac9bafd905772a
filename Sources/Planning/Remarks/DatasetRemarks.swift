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
        remark(onAbsentClassesOf: run, dataset, &remarks)
        if dataset.classes > RunInspection.classLimit {
            remarks.append(
                Diagnostic(
                    "with more than \(RunInspection.classLimit) classes no run has a confusion matrix, precision and"
                        + " recall of each class, or its most confident mistakes",
                    at: run.sources.location(of: "dataset"), severity: .note))
        }
    }

    /// What a run cannot learn, or is not judged by.
    private static func remark(
        onAbsentClassesOf run: RunSpec, _ dataset: DatasetSummary, _ remarks: inout DiagnosticList
    ) {
        let isCut = DatasetParts.isCut(run.configuration.dataset, dataset)
        func tell(_ message: String, _ severity: Diagnostic.Severity, cause: String = "dataset") {
            remarks.append(Diagnostic(message, at: run.sources.location(of: cause), severity: severity))
        }
        func tellOf(_ part: String, without classes: [String], cause: String = "dataset") {
            guard !classes.isEmpty else { return }
            let names = WordList.quoted(classes)
            tell(
                "the \(part) has no sample of \(classes.count == 1 ? "class" : "the classes") \(names)", .note,
                cause: cause)
        }
        let absent = dataset.absentClasses
        let cause = isCut ? "dataset.limit" : "dataset"
        if absent.count == dataset.classes - 1 {
            tell(
                "all samples of the training part are of one class: there is nothing to tell apart", .warning,
                cause: cause)
        } else {
            tellOf("training part", without: absent, cause: cause)
        }
        // What is not trained on is told once.
        tellOf("validation part", without: dataset.absentFromValidation.filter { !absent.contains($0) })
        tellOf("test set", without: dataset.absentFromTest.filter { !absent.contains($0) })
    }

    /// Whether the width is a usual number of channels and the number of channels is none, and what lies before the width
    /// could be a picture's sides. Series and maps of features have other proportions.
    private static func hasChannelsLast(_ input: SampleShape) -> Bool {
        let (shorter, longer) = (min(input.channels, input.height), max(input.channels, input.height))
        return !input.isFlat && usualChannels.contains(input.width) && !usualChannels.contains(input.channels)
            && input.height > input.width && longer <= 4 * shorter
    }
}
