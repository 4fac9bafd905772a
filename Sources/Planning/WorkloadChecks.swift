import Experiment

/// Checks what can be known of a run before it starts, and counts what it will cost.
struct WorkloadChecks {
    /// Far above what trains on a CPU, far below where counts of samples overflow. A power of two.
    static let sampleLimit = 1 << 50
    /// More validations than this are a mistake in `validate_every`, and would fill the disk with measurements.
    static let validationLimit = 1_000_000

    /// Bytes that a run may take; nil where that is not known.
    let memoryLimit: Int?

    private var shapes = ModelShapes()

    init(memoryLimit: Int?) { self.memoryLimit = memoryLimit }

    /// What is known of one run; nil where a problem forbids to know it.
    mutating func estimate(_ run: RunSpec, dataset: DatasetSummary, _ problems: inout DiagnosticList) -> RunEstimate? {
        let configuration = run.configuration
        let isWhole = DatasetParts.check(run, dataset, &problems)
        let shape = checkModel(of: run, dataset: dataset, &problems)
        guard isWhole, let shape else { return nil }

        let stepsPerEpoch = Workload.stepsPerEpoch(
            samples: dataset.trainingCount, batchSize: configuration.batchSize)
        let samples = configuration.epochs.multipliedReportingOverflow(by: dataset.trainingCount)
        guard !samples.overflow, samples.partialValue <= Self.sampleLimit else {
            problems.append(
                Diagnostic(
                    "the run would train on more than 2^\(Self.sampleLimit.trailingZeroBitCount) samples",
                    at: run.sources.location(of: "epochs")))
            return nil
        }
        let validationCount = configuration.validationCount(stepsPerEpoch: stepsPerEpoch)
        guard validationCount <= Self.validationLimit else {
            problems.append(Self.tooManyValidations(of: run))
            return nil
        }
        let workload = Workload(
            parameterCount: shape.parameterCount, stepsPerEpoch: stepsPerEpoch,
            steps: configuration.epochs * stepsPerEpoch, trainingSamples: samples.partialValue,
            evaluationSamples: validationCount * dataset.validationCount + dataset.testCount)
        let rangeTest = configuration.rangeTestSettings.map {
            RangeTestCost($0, batchSize: configuration.batchSize, of: workload, dataset: dataset)
        }
        if let rangeTest { RangeTestBudget.check(rangeTest, of: run, &problems) }
        return RunEstimate(dataset: dataset, shape: shape, workload: workload, rangeTest: rangeTest)
    }

    private static func tooManyValidations(of run: RunSpec) -> Diagnostic {
        let message = "the run would be validated more than \(validationLimit) times"
        if run.sources.isWritten("validate_every") {
            return Diagnostic(message, at: run.sources.location(of: "validate_every"))
        }
        let enough = (run.configuration.epochs - 1) / validationLimit + 1
        return Diagnostic(
            message, at: run.sources.location(of: "epochs"),
            notes: [.init("'validate_every' is 1 epoch unless it is given; \(enough) would be enough")])
    }

    /// Whether the model fits the samples, the machine and the batch.
    /// - Returns: nil where its layers do not fit together.
    private mutating func checkModel(
        of run: RunSpec, dataset: DatasetSummary, _ problems: inout DiagnosticList
    ) -> ModelShape? {
        do throws(ModelShapeError) {
            let shape = try shapes.infer(run.configuration.model, dataset: dataset)
            // A batch that cannot be filled is the fault, not what it would take.
            if run.configuration.batchSize <= dataset.trainingCount { checkMemory(run, shape, dataset, &problems) }
            SingleValueNorms.check(run, shape, &problems)
            return shape
        } catch {
            let (message, path) = Self.messageAndPath(of: error, run.configuration.model, dataset)
            problems.append(Diagnostic(message, at: run.sources.location(of: path)))
            return nil
        }
    }

    /// Only a list has layers that the user can point at; of a named model, which does not show them, the message says
    /// which one it is.
    private static func messageAndPath(
        of misfit: ModelShapeError, _ model: ModelSpec, _ dataset: DatasetSummary
    ) -> (message: String, path: String) {
        switch model {
        case .layers: return (misfit.message, "model.layers.\(misfit.layerIndex)")
        case .named(let name):
            let layer = model.layers(classes: dataset.classes).layerNames[misfit.layerIndex]
            let samples = (dataset.input.isFlat ? "vectors of " : "samples of ") + dataset.input.spelling
            return ("'\(layer)' of '\(name.rawValue)' does not fit \(samples): \(misfit.message)", "model")
        }
    }

    private func checkMemory(
        _ run: RunSpec, _ shape: ModelShape, _ dataset: DatasetSummary, _ problems: inout DiagnosticList
    ) {
        let configuration = run.configuration
        // They follow each other: the larger need counts.
        var (item, need) = ("run", MemoryNeed.ofRun(configuration, shape: shape, dataset: dataset))
        if configuration.rangeTestSettings != nil {
            let tested = MemoryNeed.ofRangeTest(configuration, shape: shape, dataset: dataset, trials: .fewest)
            if tested > need { (item, need) = ("range test", tested) }
        }
        guard let memoryLimit, need > memoryLimit else { return }
        problems.append(
            Diagnostic(
                "the \(item) needs at least \(Self.mebibytes(need)) MiB of memory, and this process may take"
                    + " \(Self.mebibytes(memoryLimit)) MiB", at: run.sources.location(of: "model"),
                notes: [
                    .init("a smaller model or 'batch_size' needs less"),
                    .init("the machine has no more, or 'ulimit -v', 'ulimit -d' or a control group says less"),
                ]))
    }

    private static func mebibytes(_ bytes: Int) -> Int { bytes >> 20 }
}
