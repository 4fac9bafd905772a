package import Experiment

/// `last.safetensors` holds the weights by PyTorch's names; the optimizer's state under `optimizer.<slot>.<name>`; and
/// under `best.<name>` the weights at the best validation, where that was at an earlier step. So each checkpoint is
/// complete by itself.
extension RunCheckpoint {
    /// Another number means another content: checkpoints of it are not read.
    private static let format = "xrun checkpoint 1"
    private static let bestFormat = "xrun weights 1"
    private static let bestPrefix = "best."
    private static let metricKey = "objective_metric"
    private static let lossKey = "validation_loss"
    private static let accuracyKey = "validation_accuracy"

    /// The checkpoint as a file; the same run at the same step gives the same bytes.
    package var file: TensorFile {
        let metadata = [
            ("format", Self.format),
            ("identity", identity),
            ("step", String(position.step)),
            ("learning_rate", NumberSpelling.canonical(learningRate)),
            (Self.metricKey, metric.rawValue),
            ("position", JSONText.line(position.json)),
            ("generators", "every random number, and the schedule's rate, follows from the seed and the step"),
        ]
        return TensorFile(
            metadata: metadata.map { (key: $0.0, value: $0.1) } + inputMetadata,
            tensors: network.fileTensors + (best ?? []).map { $0.renamed(after: Self.bestPrefix) })
    }

    /// `best.safetensors`: the weights at the best validation alone; nil before the first one, and where they are not
    /// kept.
    package var bestFile: TensorFile? {
        guard let weights = bestWeights, let step = position.bestStep, let score = position.validationBest else {
            return nil
        }
        return TensorFile(
            metadata: [
                (key: "format", value: Self.bestFormat), (key: "identity", value: identity),
                (key: "step", value: String(step)), (key: Self.metricKey, value: metric.rawValue),
                (key: Self.lossKey, value: NumberSpelling.canonical(score.loss)),
                (key: Self.accuracyKey, value: NumberSpelling.canonical(score.accuracy)),
            ] + inputMetadata, tensors: weights)
    }

    /// The validation whose weights `file`, a `best.safetensors`, holds, and by what it was the best; nil where it is
    /// not that of the run. Earlier versions did not tell the metric.
    static func validation(
        of file: TensorFile, ofRun identity: String
    ) -> (score: Score, metric: Objective.Metric?)? {
        guard file["format"] == bestFormat, file["identity"] == identity,
            let loss = file[lossKey].flatMap(Double.init), let accuracy = file[accuracyKey].flatMap(Double.init)
        else { return nil }
        let metric = file[metricKey].flatMap(Objective.Metric.init(rawValue:))
        return (Score(loss: loss, accuracy: accuracy), metric)
    }

    /// Vectors may have more features. Their lists are left out: readers refuse a header of 100 MB.
    private static let mostScales = 1 << 20

    /// How a pixel's byte becomes an input, in single precision and rounded after each: pixel · `input_scale` +
    /// `input_offset`. Both are lists of one number for all channels, or one for each; a feature of vectors is a channel.
    private var inputMetadata: [(key: String, value: String)] {
        guard (1...Self.mostScales).contains(inputScales.count) else { return [] }
        // The digits of the Double read back to the same Float, with a Double in between or not.
        func list(_ numbers: [Float]) -> String { JSONText.line(.list(numbers.map { .number(Double($0)) })) }
        return [
            (key: "input_scale", value: list(inputScales.map(\.factor))),
            (key: "input_offset", value: list(inputScales.map(\.offset))),
        ]
    }

    /// Reads `file`; what its tensors have to look like is the network's business.
    /// - Throws: where it is no checkpoint of this version, its metadata are incomplete, or a tensor is none of a
    ///   network's.
    package init(_ file: TensorFile) throws(CheckpointFault) {
        guard file["format"] == Self.format else { throw CheckpointFault("it is no checkpoint of this version") }
        guard let identity = file["identity"], let rate = file["learning_rate"].flatMap(Double.init),
            let metric = file[Self.metricKey].flatMap(Objective.Metric.init(rawValue:)),
            let position = file["position"].flatMap({ TrainingPosition(json: JSONText.parse(Array($0.utf8))) }),
            file["step"] == String(position.step)
        else { throw CheckpointFault("its metadata are incomplete") }
        var network = NetworkState(step: position.step, weights: [], optimizer: [])
        var best: [NetworkState.Tensor] = []
        for tensor in file.tensors {
            if let own = tensor.named(behind: Self.bestPrefix), own.nameParts == 2 {
                best.append(own)
            } else {
                try network.take(tensor)
            }
        }
        self.init(
            identity: identity, learningRate: rate, metric: metric, position: position, network: network,
            best: best.isEmpty ? nil : best, elapsed: ElapsedTime())
    }
}

extension TrainingPosition {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("step", step)
        fields.add("measurements", measurements)
        fields.add("validations", validations)
        fields.add("since_log", sinceLog.json)
        fields.add("epoch", epoch.json)
        fields.add("last_epoch", lastEpoch?.json)
        fields.add("validation_last", validationLast?.json)
        fields.add("validation_best", validationBest?.json)
        fields.add("best_step", bestStep)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let step = fields.count("step"),
            let measurements = fields.count("measurements"), let validations = fields.count("validations"),
            let sinceLog = ScoreSum(json: fields["since_log"]), let epoch = ScoreSum(json: fields["epoch"]),
            let lastEpoch = fields.optional("last_epoch", { Score(json: fields[$0]) }),
            let validationLast = fields.optional("validation_last", { Score(json: fields[$0]) }),
            let validationBest = fields.optional("validation_best", { Score(json: fields[$0]) }),
            let bestStep = fields.optional("best_step", fields.count)
        else { return nil }
        self.init()
        self.step = step
        self.measurements = measurements
        self.validations = validations
        self.sinceLog = sinceLog
        self.epoch = epoch
        self.lastEpoch = lastEpoch
        self.validationLast = validationLast
        self.validationBest = validationBest
        self.bestStep = bestStep
    }
}
