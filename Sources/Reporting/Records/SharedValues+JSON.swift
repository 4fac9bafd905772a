import Experiment

/// Which layout of the records this is. Another number means another layout: records of it are not read.
enum RecordFormat {
    static let current = 1
}

extension Score {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("loss", loss)
        fields.add("accuracy", accuracy)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let loss = fields.number("loss"),
            let accuracy = fields.number("accuracy")
        else { return nil }
        self.init(loss: loss, accuracy: accuracy)
    }
}

extension ScoreSum {
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("loss_sum", lossSum)
        fields.add("correct", correct)
        fields.add("count", count)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let lossSum = fields.number("loss_sum"),
            let correct = fields.count("correct"), let count = fields.count("count")
        else { return nil }
        self.init(lossSum: lossSum, correct: correct, count: count)
    }
}

/// Beside the `learning_rate` of what they are the bounds of.
extension RateBounds {
    static let keys = ["learning_rate_min", "learning_rate_max"]

    func add(to fields: inout JSONFields) {
        fields.add("learning_rate_min", minimum)
        fields.add("learning_rate_max", maximum)
    }

    /// Nil where there are none.
    init?(_ fields: JSONReader) {
        guard let minimum = fields.number("learning_rate_min"), let maximum = fields.number("learning_rate_max")
        else { return nil }
        self.init(minimum: minimum, maximum: maximum)
    }
}

extension ElapsedTime {
    func add(to fields: inout JSONFields) {
        fields.add("training_seconds", training)
        fields.add("seconds", total)
        fields.add("timed_from_step", fromStep > 0 ? fromStep : nil)
    }

    init?(_ fields: JSONReader) {
        guard let training = fields.number("training_seconds"), let total = fields.number("seconds"),
            let fromStep = fields.optional("timed_from_step", fields.count)
        else { return nil }
        self.init(training: training, total: total, fromStep: fromStep ?? 0)
    }
}

extension Workload {
    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let parameters = fields.count("parameters"),
            let stepsPerEpoch = fields.integer("steps_per_epoch"), let steps = fields.integer("steps"),
            let training = fields.integer("training_samples"), let evaluation = fields.integer("evaluation_samples")
        else { return nil }
        self.init(
            parameterCount: parameters, stepsPerEpoch: stepsPerEpoch, steps: steps, trainingSamples: training,
            evaluationSamples: evaluation)
    }
}

extension DatasetSummary {
    var json: SettingValue {
        .mapping(entries + (constantGuess.map { [Setting("constant_guess", $0.json)] } ?? []))
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let classes = fields.integer("classes"), classes > 0,
            case .list(let shape) = fields["input"], shape.count == 3, case .integer(let channels) = shape[0],
            case .integer(let height) = shape[1], case .integer(let width) = shape[2],
            let training = fields.integer("training"), let validation = fields.integer("validation"),
            let test = fields.integer("test"), let checksum = fields.string("checksum"),
            let constantGuess = fields.optional("constant_guess", { Score(json: fields[$0]) })
        else { return nil }
        self.init(
            input: SampleShape(channels: channels, height: height, width: width), classes: classes,
            trainingCount: training, validationCount: validation, testCount: test, checksum: checksum,
            constantGuess: constantGuess)
    }
}

extension Objective {
    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let metric = fields.string("metric").flatMap(Metric.init(rawValue:)),
            let moment = fields.string("at").flatMap(Moment.init(rawValue:))
        else { return nil }
        self.init(metric: metric, moment: moment)
    }
}
