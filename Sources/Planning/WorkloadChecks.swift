import Experiment

/// Checks what can be known of a run before it starts, and counts what it will cost.
struct WorkloadChecks {
    /// Far above what trains on a CPU, far below where counts of samples overflow. A power of two.
    static let sampleLimit = 1 << 50
    /// More validations than this are a mistake in `validate_every`, and would fill the disk with measurements.
    static let validationLimit = 1_000_000

    /// Bytes that this machine has for a run; nil where that is not known.
    let memoryLimit: Int?

    private var shapes = ModelShapes()

    init(memoryLimit: Int?) { self.memoryLimit = memoryLimit }

    /// The cost of one run; nil where a problem forbids to know it.
    mutating func workload(of run: RunSpec, dataset: DatasetSummary, _ problems: inout DiagnosticList) -> Workload? {
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
        let validations = min(
            Double(configuration.epochs) / configuration.validateEvery, Double(configuration.epochs * stepsPerEpoch))
        guard validations <= Double(Self.validationLimit) else {
            problems.append(Self.tooManyValidations(of: run))
            return nil
        }
        let validationCount = configuration.validationCount(stepsPerEpoch: stepsPerEpoch)
        let workload = Workload(
            parameterCount: shape.parameterCount, stepsPerEpoch: stepsPerEpoch,
            steps: configuration.epochs * stepsPerEpoch, trainingSamples: samples.partialValue,
            evaluationSamples: validationCount * dataset.validationCount + dataset.testCount)
        checkBudget(run, workload, dataset: dataset, &problems)
        return workload
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
            if run.configuration.batchSize <= dataset.trainingCount { checkMemory(run, dataset, &problems) }
            checkBatchNorm(run, shape, &problems)
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

    /// Bytes that a run takes, or its range test with `trials`; 0 for a model that does not fit together.
    func memory(
        of configuration: RunConfiguration, dataset: DatasetSummary, trials: MemoryNeed.Trials
    ) -> Int {
        guard let shape = shapes.shape(of: configuration.model, dataset: dataset) else { return 0 }
        return MemoryNeed.bytes(
            of: configuration, shape: shape, layers: configuration.model.layers(classes: dataset.classes),
            input: dataset.input, trials: trials)
    }

    private func checkMemory(_ run: RunSpec, _ dataset: DatasetSummary, _ problems: inout DiagnosticList) {
        let need = memory(of: run.configuration, dataset: dataset, trials: .fewest)
        guard let memoryLimit, need > memoryLimit else { return }
        problems.append(
            Diagnostic(
                "the run needs at least \(Self.mebibytes(need)) MiB of memory, and this machine has"
                    + " \(Self.mebibytes(memoryLimit)) MiB for it", at: run.sources.location(of: "model"),
                notes: [.init("a smaller model or 'batch_size' needs less")]))
    }

    /// A value less the mean of itself is 0: nothing before the layer would learn. PyTorch refuses it at the first step.
    private func checkBatchNorm(_ run: RunSpec, _ shape: ModelShape, _ problems: inout DiagnosticList) {
        guard run.configuration.batchSize == 1, case .layers(let layers) = run.configuration.model else { return }
        for (index, _) in shape.singleValueNorms(layers) {
            problems.append(
                Diagnostic(
                    "'batch_norm' needs more than one value of each channel, and a batch of 1 has one here",
                    at: run.sources.location(of: "model.layers.\(index)"),
                    notes: [.init("a larger 'batch_size', or the layer before 'flatten', gives it more")]))
        }
    }

    /// The same of a batch of one that an epoch ends with: its other steps learn, so that it is worth a warning only.
    func remarks(onLastBatchOf run: RunSpec, _ dataset: DatasetSummary) -> [Diagnostic] {
        remarks(onSingleSampleOf: run, dataset, samples: dataset.trainingCount, in: "an epoch")
    }

    /// The same of a range test for `run`. Of one that holds no sample out the run's own remarks tell.
    func remarks(
        onLastBatchOf test: FinderCost, for run: RunSpec, _ dataset: DatasetSummary
    ) -> [Diagnostic] {
        guard test.looksAtHeldOut, test.endsEpochs else { return [] }
        let heldOut = WordList.count(test.heldOut.all, "sample")
        return remarks(
            onSingleSampleOf: run, dataset, samples: test.samplesPerEpoch,
            in: "an epoch of the range test, which holds out \(heldOut),")
    }

    /// - Parameter samples: how many an epoch has.
    private func remarks(
        onSingleSampleOf run: RunSpec, _ dataset: DatasetSummary, samples: Int, in epoch: String
    ) -> [Diagnostic] {
        let configuration = run.configuration
        guard configuration.batchSize > 1, samples % configuration.batchSize == 1,
            case .layers(let layers) = configuration.model,
            let shape = shapes.shape(of: configuration.model, dataset: dataset)
        else { return [] }
        return shape.singleValueNorms(layers).map { index, name in
            Diagnostic(
                "the last batch of \(epoch) has one sample, which gives '\(name)' one value of each channel:"
                    + " nothing before it learns in that step; another 'batch_size' or 'limit' avoids that",
                at: run.sources.location(of: "model.layers.\(index)"), severity: .warning)
        }
    }

    private static func mebibytes(_ bytes: Int) -> Int { bytes >> 20 }

    /// The sweeps must leave the trials enough of the budget.
    private func checkBudget(
        _ run: RunSpec, _ workload: Workload, dataset: DatasetSummary, _ problems: inout DiagnosticList
    ) {
        guard let finder = run.configuration.rangeTestSettings else { return }
        let cost = FinderCost(finder, batchSize: run.configuration.batchSize, of: workload, dataset: dataset)
        guard let (sweeps, budget) = cost.sweepsBeyondShare else { return }
        let look = cost.looksAtHeldOut ? " with the look at held-out samples that 'metric' asks for" : ""
        var waysOut = ["lower 'repeats' or 'steps'"]
        if cost.fitsByTrainingLoss { waysOut.append("choose 'metric: train_loss'") }
        if cost.fitsSomeBudget { waysOut.append("raise 'budget'") }
        problems.append(
            Diagnostic(
                "the range test's \(cost.sweeps) would process \(sweeps) samples\(look), and its budget with the"
                    + " trials is \(budget); at most \(FinderCost.largestSweepShare.words) of it may go to the"
                    + " sweeps: \(waysOut.joined(separator: ", or "))",
                at: run.sources.location(of: "learning_rate.auto")))
    }
}

extension ModelShape {
    /// The batch normalizations that see one value of each channel in a sample.
    fileprivate func singleValueNorms(_ layers: [LayerSpec]) -> [(index: Int, name: String)] {
        var norms: [(index: Int, name: String)] = []
        for (index, ((layer, name), output)) in zip(zip(layers, layers.layerNames), outputs).enumerated() {
            guard case .batchNorm = layer.kind, output.height * output.width == 1 else { continue }
            norms.append((index: index, name: name))
        }
        return norms
    }
}
