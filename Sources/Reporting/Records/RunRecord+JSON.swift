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
        results?.add(to: &fields)
        fields.add("objective_metric", metric?.rawValue)
        fields.add("dataset", dataset.json)
        fields.add("workload", workload.settings)
        fields.add("provenance", provenance.json)
        fields.add("started", started.text)
        fields.add("ended", ended?.text)
        fields.add("attempts", attempts)
        abnormalEnds.add(to: &fields)
        fields.add("resumed_at_step", resumedAtStep)
        fields.add("checkpoint", checkpoint?.json)
        if !remarks.isEmpty { fields.add("remarks", .list(remarks.map(SettingValue.string))) }
        return fields.object
    }

    /// Nil for anything that is not a run's record of this format.
    package init?(json: SettingValue?) {
        guard let fields = JSONReader(json), fields.integer("format") == RecordFormat.current,
            let run = RunDescription(fields), let status = fields.string("status").flatMap(Status.init(rawValue:)),
            let dataset = DatasetSummary(json: fields["dataset"]), let workload = Workload(json: fields["workload"]),
            let provenance = Provenance(json: fields["provenance"]),
            let started = fields.string("started").flatMap(Timestamp.init(text:))
        else { return nil }
        self.init(run: run, dataset: dataset, workload: workload, provenance: provenance, started: started)
        self.status = status
        reason = fields.string("reason")
        stoppedAtStep = fields.integer("stopped_at_step")
        learningRate = fields.number("learning_rate")
        rateBounds = RateBounds(fields)
        results = Results(fields)
        metric = fields.string("objective_metric").flatMap(Objective.Metric.init(rawValue:))
        ended = fields.string("ended").flatMap(Timestamp.init(text:))
        attempts = fields.integer("attempts") ?? 1
        abnormalEnds = AbnormalEnds(fields)
        resumedAtStep = fields.integer("resumed_at_step")
        checkpoint = CheckpointMark(json: fields["checkpoint"])
        remarks = (fields.list("remarks") ?? []).compactMap { if case .string(let text) = $0 { text } else { nil } }
        // A finished run without its numbers is no record to rely on.
        if status.isFinished, outcome == nil { return nil }
    }
}

extension RunRecord.Results {
    fileprivate init?(_ fields: JSONReader) {
        guard let epochs = fields.number("epochs"), let trainingSeconds = fields.number("training_seconds"),
            let seconds = fields.number("seconds"), let samplesPerSecond = fields.number("samples_per_second")
        else { return nil }
        self.init(
            trainLoss: fields.number("train_loss"), validationLast: Score(json: fields["validation_last"]),
            validationBest: Score(json: fields["validation_best"]), test: Score(json: fields["test"]), epochs: epochs,
            trainingSeconds: trainingSeconds, seconds: seconds, samplesPerSecond: samplesPerSecond)
    }
}

extension RunDescription {
    func add(to fields: inout JSONFields) {
        fields.add("name", name)
        fields.add("identity", identity)
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
            let rateSource = fields.string("learning_rate_from").flatMap(RunRecord.RateSource.init(text:))
        else { return nil }
        self.init(
            name: name, identity: identity, group: group, seed: seed, varied: varied, configuration: configuration,
            rateSource: rateSource)
    }
}

extension RunRecord.RateSource {
    /// `fixed`, or the range test's folder.
    var text: String {
        switch self {
        case .fixed: "fixed"
        case .rangeTest(let key): ItemFolder.rangeTests + "/" + key
        }
    }

    init?(text: String) {
        let prefix = ItemFolder.rangeTests + "/"
        if text == "fixed" {
            self = .fixed
        } else if text.hasPrefix(prefix) {
            self = .rangeTest(key: String(text.dropFirst(prefix.count)))
        } else {
            return nil
        }
    }
}

extension RunRecord.Results {
    func add(to fields: inout JSONFields) {
        fields.add("train_loss", trainLoss)
        fields.add("validation_last", validationLast?.json)
        fields.add("validation_best", validationBest?.json)
        fields.add("test", test?.json)
        fields.add("epochs", epochs)
        fields.add("training_seconds", trainingSeconds)
        fields.add("seconds", seconds)
        fields.add("samples_per_second", samplesPerSecond)
    }
}
