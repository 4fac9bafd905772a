package import Experiment

/// `last.safetensors` holds the weights by PyTorch's names; the optimizer's state under `optimizer.<slot>.<name>`; and
/// under `best.<name>` the weights at the best validation, where that was at an earlier step. So each checkpoint is
/// complete by itself.
extension RunCheckpoint {
    /// Another number means another content: checkpoints of it are not read.
    private static let format = "xrun checkpoint 1"
    private static let optimizerPrefix = "optimizer."
    private static let bestPrefix = "best."

    /// The checkpoint as a file; the same run at the same step gives the same bytes.
    package var file: TensorFile {
        let metadata = [
            ("format", Self.format),
            ("identity", identity),
            ("step", String(position.step)),
            ("learning_rate", NumberSpelling.canonical(learningRate)),
            ("objective_metric", metric.rawValue),
            ("position", JSONText.line(position.json)),
            ("generators", "every random number, and the schedule's rate, follows from the seed and the step"),
        ]
        let slots = optimizer.flatMap { slot in Self.renamed(slot.tensors, "\(Self.optimizerPrefix)\(slot.name).") }
        return TensorFile(
            metadata: metadata.map { (key: $0.0, value: $0.1) },
            tensors: weights + slots + Self.renamed(best ?? [], Self.bestPrefix))
    }

    /// `best.safetensors`: the weights at the best validation alone; nil before the first one.
    package var bestFile: TensorFile? {
        guard let weights = bestWeights, let step = position.bestStep, let score = position.validationBest else {
            return nil
        }
        return TensorFile(
            metadata: [
                (key: "format", value: "xrun weights 1"), (key: "identity", value: identity),
                (key: "step", value: String(step)),
                (key: "validation_loss", value: NumberSpelling.canonical(score.loss)),
                (key: "validation_accuracy", value: NumberSpelling.canonical(score.accuracy)),
            ], tensors: weights)
    }

    private static func renamed(_ tensors: [Tensor], _ prefix: String) -> [Tensor] {
        tensors.map { Tensor(name: prefix + $0.name, shape: $0.shape, values: $0.values) }
    }

    /// Reads `file`; what its tensors have to look like is the network's business.
    package init(_ file: TensorFile) throws(CheckpointFault) {
        guard file["format"] == Self.format else { throw CheckpointFault("it is no checkpoint of this version") }
        guard let identity = file["identity"], let rate = file["learning_rate"].flatMap(Double.init),
            let metric = file["objective_metric"].flatMap(Objective.Metric.init(rawValue:)),
            let position = file["position"].flatMap({ TrainingPosition(json: JSONText.parse(Array($0.utf8))) }),
            file["step"] == String(position.step)
        else { throw CheckpointFault("its metadata are incomplete") }
        var weights: [Tensor] = []
        var slots: [OptimizerSlot] = []
        var best: [Tensor] = []
        for var tensor in file.tensors {
            // A parameter's name is `layer.tensor`: neither part has a dot.
            let parts = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
            let name = parts.suffix(2).joined(separator: ".")
            let prefix = String(tensor.name.dropLast(name.count))
            tensor.name = name
            switch parts.count {
            case 2: weights.append(tensor)
            case 3 where prefix == Self.bestPrefix: best.append(tensor)
            case 4 where prefix.hasPrefix(Self.optimizerPrefix):
                let slot = String(parts[1])
                if slots.last?.name != slot { slots.append(OptimizerSlot(name: slot, tensors: [])) }
                slots[slots.count - 1].tensors.append(tensor)
            default: throw CheckpointFault("nothing is called '\(prefix.prefix(60))\(name.prefix(60))'")
            }
        }
        self.init(
            identity: identity, learningRate: rate, metric: metric, position: position, weights: weights,
            optimizer: slots, best: best.isEmpty ? nil : best, elapsed: ElapsedTime())
    }
}

extension TrainingPosition {
    /// More of anything is no run's: counts of it are added up without a look at their range.
    private static let countLimit = 1 << 50

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
        guard let fields = JSONReader(json), let step = fields.integer("step"),
            let measurements = fields.integer("measurements"), let validations = fields.integer("validations"),
            let sinceLog = ScoreSum(json: fields["since_log"]), let epoch = ScoreSum(json: fields["epoch"])
        else { return nil }
        self.init()
        self.step = step
        self.measurements = measurements
        self.validations = validations
        self.sinceLog = sinceLog
        self.epoch = epoch
        lastEpoch = Score(json: fields["last_epoch"])
        validationLast = Score(json: fields["validation_last"])
        validationBest = Score(json: fields["validation_best"])
        bestStep = fields.integer("best_step")
        let counts = [
            step, measurements, validations, sinceLog.correct, sinceLog.count, epoch.correct, epoch.count,
        ]
        guard counts.allSatisfy((0...Self.countLimit).contains) else { return nil }
    }
}

extension ScoreSum {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("loss_sum", lossSum)
        fields.add("correct", correct)
        fields.add("count", count)
        return fields.object
    }

    fileprivate init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let lossSum = fields.number("loss_sum"),
            let correct = fields.integer("correct"), let count = fields.integer("count")
        else { return nil }
        self.init(lossSum: lossSum, correct: correct, count: count)
    }
}
