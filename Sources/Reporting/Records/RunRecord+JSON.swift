package import Experiment

extension RunRecord {
    /// `run.json`.
    package var json: SettingValue {
        var fields = JSONFields()
        fields.add("format", RecordFormat.current)
        run.add(to: &fields)
        fields.add("status", status.rawValue)
        fields.add("reason", reason)
        fields.add("stopped_at_step", stoppedAtStep)
        fields.add("learning_rate", learningRate)
        rateBounds?.add(to: &fields)
        // What was only measured on the way stands in `metrics.jsonl`; who reads results wants what they took, too.
        if let results, let cost {
            results.add(to: &fields)
            fields.add("validations", validations)
            cost.add(to: &fields)
        }
        fields.add("objective_metric", metric?.rawValue)
        fields.add("best_weights", bestWeights?.json)
        fields.add("metrics", metrics?.json)
        fields.add("dataset", dataset.json)
        fields.add("workload", workload.settings)
        history.add(to: &fields)
        if !remarks.isEmpty { fields.add("remarks", .list(remarks.map(SettingValue.string))) }
        return fields.object
    }

    /// Nil for anything that is not a run's record of this format, and where a field is of another kind than it should
    /// be: a run without the score that it had is worse than none.
    package init?(json: SettingValue?) {
        guard let fields = JSONReader(json), fields.integer("format") == RecordFormat.current,
            let run = RunDescription(fields), let status = fields.string("status").flatMap(ItemStatus.init(rawValue:)),
            let dataset = DatasetSummary(json: fields["dataset"]), let workload = Workload(json: fields["workload"]),
            let history = ItemHistory(fields)
        else { return nil }
        guard let reason = fields.optional("reason", fields.string),
            let stoppedAtStep = fields.optional("stopped_at_step", fields.integer),
            let learningRate = fields.optional("learning_rate", fields.number),
            let rateBounds = fields.optional(anyOf: RateBounds.keys, { RateBounds(fields) }),
            let results = fields.optional(anyOf: Self.reachedKeys, { RunResults(fields) }),
            let cost = fields.optional(anyOf: Self.reachedKeys, { RunCost(fields) }),
            let validations = fields.optional("validations", fields.count),
            let metric = fields.optional(
                "objective_metric", { fields.string($0).flatMap(Objective.Metric.init(rawValue:)) }),
            let bestWeights = fields.optional("best_weights", { Score(json: fields[$0]) }),
            let metrics = fields.optional("metrics", { MetricsSeal(json: fields[$0]) }),
            let remarks = fields.optional("remarks", fields.strings)
        else { return nil }
        self.init(
            run: run, dataset: dataset, workload: workload, provenance: history.provenance, started: history.started)
        self.history = history
        self.status = status
        self.reason = reason
        self.stoppedAtStep = stoppedAtStep
        self.learningRate = learningRate
        self.rateBounds = rateBounds
        (self.results, self.cost) = (results, cost)
        self.validations = validations
        self.metric = metric
        self.bestWeights = bestWeights
        self.metrics = metrics
        self.remarks = remarks ?? []
        // A finished run without its numbers is no record to rely on.
        if status.isFinished, outcome == nil { return nil }
    }

    /// What there is of any results and their cost, which stand there together.
    private static let reachedKeys = ["epochs", "training_seconds", "seconds", "samples_per_second"]
}

extension RunResults {
    fileprivate init?(_ fields: JSONReader) {
        func score(_ key: String) -> Score? { Score(json: fields[key]) }
        guard let epochs = fields.number("epochs"),
            let trainLoss = fields.optional("train_loss", fields.number),
            let validationLast = fields.optional("validation_last", score),
            let validationBest = fields.optional("validation_best", score),
            let test = fields.optional("test", score)
        else { return nil }
        self.init(
            trainLoss: trainLoss, validationLast: validationLast, validationBest: validationBest, test: test,
            epochs: epochs)
    }
}

extension RunCost {
    fileprivate init?(_ fields: JSONReader) {
        guard let trainingSeconds = fields.number("training_seconds"), let seconds = fields.number("seconds"),
            let samplesPerSecond = fields.number("samples_per_second")
        else { return nil }
        self.init(trainingSeconds: trainingSeconds, seconds: seconds, samplesPerSecond: samplesPerSecond)
    }
}

extension RunDescription {
    func add(to fields: inout JSONFields) {
        fields.add("name", name)
        fields.add("identity", identity)
        fields.add("settings_identity", settingsIdentity)
        fields.add("group", group)
        fields.add("seed", seed)
        fields.add("varied", .mapping(varied))
        fields.add("configuration", configuration)
        fields.add("learning_rate_from", rateSource.text)
    }

    init?(_ fields: JSONReader) {
        guard let name = fields.string("name"), let identity = fields.string("identity"),
            let group = fields.string("group"), let seed = fields.unsigned("seed"),
            let varied = fields.object("varied")?.entries, let configuration = fields["configuration"],
            let rateSource = fields.string("learning_rate_from").flatMap(RunRecord.RateSource.init(text:)),
            let settingsIdentity = fields.optional("settings_identity", fields.string)
        else { return nil }
        self.init(
            name: name, identity: identity, group: group, seed: seed, varied: varied, configuration: configuration,
            rateSource: rateSource, settingsIdentity: settingsIdentity)
    }
}

extension RunRecord.RateSource {
    /// `fixed`, or the range test's folder.
    var text: String {
        switch self {
        case .fixed: "fixed"
        case .rangeTest(let key): PlanItemID.rangeTest(key: key).folder
        }
    }

    init?(text: String) {
        if text == "fixed" {
            self = .fixed
        } else if case .rangeTest(let key) = PlanItemID(text) {
            self = .rangeTest(key: key)
        } else {
            return nil
        }
    }
}

extension RunResults {
    func add(to fields: inout JSONFields) {
        fields.add("train_loss", trainLoss)
        fields.add("validation_last", validationLast?.json)
        fields.add("validation_best", validationBest?.json)
        fields.add("test", test?.json)
        fields.add("epochs", epochs)
    }
}

extension RunCost {
    func add(to fields: inout JSONFields) {
        fields.add("training_seconds", trainingSeconds)
        fields.add("seconds", seconds)
        fields.add("samples_per_second", samplesPerSecond)
    }
}
