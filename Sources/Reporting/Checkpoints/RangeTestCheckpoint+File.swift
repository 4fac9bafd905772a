package import Experiment

/// `last.safetensors` of a range test holds under `sweep.` the network of the sweep that is under way, or under
/// `trial1.`, `trial2.`, … those of the trials, each with its optimizer's state as in a run's, and under
/// `trial1.scores`, … what their steps came to; the metadata hold the rest.
extension RangeTestCheckpoint {
    /// Another number means another content: checkpoints of it are not read.
    private static let format = "xrun range test 3"
    /// As earlier versions wrote it: with the scores among the metadata, which of long trials are more than is read back.
    private static let earlierFormat = "xrun range test 2"
    private static let instructionSetKey = "instruction_set"
    private static let sweepPrefix = "sweep."
    fileprivate static let scoresName = "scores"

    fileprivate static func prefix(ofTrial index: Int) -> String { "trial\(index + 1)." }

    /// - Parameter instructionSet: what its networks were trained with.
    package func file(instructionSet: String) -> TensorFile {
        TensorFile(
            metadata: [
                (key: "format", value: Self.format), (key: "identity", value: identity),
                (key: Self.instructionSetKey, value: instructionSet), (key: "step", value: String(processed.steps)),
                (key: "progress", value: JSONText.line(progress)),
            ],
            tensors: networks.flatMap { prefix, network in network.fileTensors.map { $0.renamed(after: prefix) } }
                + scores)
    }

    private var networks: [(prefix: String, NetworkState)] {
        switch phase {
        case .sweep(_, let network): [(Self.sweepPrefix, network)]
        case .trials(let trials):
            trials.underWay.enumerated().compactMap { index, trial in
                trial.network.map { (Self.prefix(ofTrial: index), $0) }
            }
        }
    }

    private var scores: [NetworkState.Tensor] {
        switch phase {
        case .sweep: []
        case .trials(let trials):
            trials.underWay.enumerated().map { index, trial in
                NetworkState.Tensor(name: Self.prefix(ofTrial: index) + Self.scoresName, scores: trial.scores)
            }
        }
    }

    private var progress: SettingValue {
        var fields = JSONFields()
        fields.add("processed", processed.json)
        elapsed.add(to: &fields)
        fields.add("sweeps", .list(sweeps.map(\.json)))
        switch phase {
        case .sweep(let curve, _): fields.add("curve", .list(curve.map(\.json)))
        case .trials(let trials): fields.add("trials", trials.json)
        }
        return fields.object
    }

    /// What the networks of `file` were trained with.
    static func instructionSet(of file: TensorFile) -> String? { file[instructionSetKey] }

    /// Reads `file`; what its networks have to look like is the range test's business.
    /// - Throws: where it is no range test's of this version, its metadata or scores are incomplete, or a tensor belongs
    ///   to none of its networks.
    package init(_ file: TensorFile) throws(CheckpointFault) {
        guard [Self.format, Self.earlierFormat].contains(file["format"]) else {
            throw CheckpointFault("it is no range test's of this version")
        }
        guard let identity = file["identity"],
            let fields = file["progress"].flatMap({ JSONReader(JSONText.parse(Array($0.utf8))) }),
            let processed = Processed(json: fields["processed"]), let elapsed = ElapsedTime(fields),
            let sweeps = fields.all("sweeps", { RangeTestOutcome.Sweep(json: $0) })
        else { throw CheckpointFault("its metadata are incomplete") }
        let phase: Phase
        if let curve = fields.all("curve", { RangeTestOutcome.Point(json: $0) }) {
            var network = NetworkState(step: curve.count, weights: [], optimizer: [])
            for tensor in file.tensors {
                guard let own = tensor.named(behind: Self.sweepPrefix) else { throw tensor.isUnknown }
                try network.take(own)
            }
            phase = .sweep(curve: curve, network)
        } else {
            phase = .trials(try Trials(json: fields["trials"], tensors: file.tensors))
        }
        self.init(identity: identity, sweeps: sweeps, phase: phase, processed: processed, elapsed: elapsed)
    }
}

extension RangeTestCheckpoint.Processed {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("steps", steps)
        fields.add("trained_samples", trainedSamples)
        fields.add("samples", samples)
        return fields.object
    }

    fileprivate init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let steps = fields.count("steps"),
            let trainedSamples = fields.count("trained_samples"), let samples = fields.count("samples")
        else { return nil }
        self.init(steps: steps, trainedSamples: trainedSamples, samples: samples)
    }
}

extension RangeTestCheckpoint.Trials {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("samples_before", samplesBefore)
        fields.add("stages", .list(stages.map(\.json)))
        fields.add("under_way", .list(underWay.map(\.json)))
        return fields.object
    }

    /// - Parameter tensors: all of the file.
    fileprivate init(json: SettingValue?, tensors: [NetworkState.Tensor]) throws(CheckpointFault) {
        guard let fields = JSONReader(json), let samplesBefore = fields.count("samples_before"),
            let stages = fields.all("stages", { RangeTestCheckpoint.Stage(json: $0) }),
            var underWay = fields.all("under_way", { TrialInFile(json: $0) }),
            underWay.count <= FinderSettings.mostTrials
        else { throw CheckpointFault("its metadata are incomplete") }
        for tensor in tensors { try underWay.take(tensor) }
        guard underWay.allSatisfy(\.hasAllScores) else { throw CheckpointFault("its trials' scores are incomplete") }
        self.init(samplesBefore: samplesBefore, stages: stages, underWay: underWay.map(\.trial))
    }
}

extension RangeTestCheckpoint.Stage {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("decade", trial.logRate)
        fields.add("steps", trial.steps)
        fields.add("score", trial.score?.json)
        fields.add("judged", trial.judged)
        fields.add("peak_loss", trial.peakLoss)
        fields.add("loss_error", trial.lossError)
        fields.add("target", target)
        fields.add("samples", samples)
        return fields.object
    }

    fileprivate init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let logRate = fields.logRate, let steps = fields.count("steps"),
            let judged = fields.count("judged"), let target = fields.count("target"),
            let samples = fields.count("samples"), let score = fields.optional("score", { Score(json: fields[$0]) }),
            let peakLoss = fields.optional("peak_loss", fields.number),
            let lossError = fields.optional("loss_error", fields.number)
        else { return nil }
        let trial = TrialState(
            logRate: logRate, steps: steps, score: score, judged: judged, peakLoss: peakLoss, lossError: lossError)
        self.init(trial: trial, target: target, samples: samples)
    }
}

extension RangeTestCheckpoint.Trial {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("decade", logRate)
        fields.add("failed", network == nil)
        fields.add("steps", scores.count)
        return fields.object
    }
}

/// A trial as it is read: its tensors come after what the metadata tell.
private struct TrialInFile {
    var trial: RangeTestCheckpoint.Trial
    /// By the metadata.
    private let steps: Int

    /// With an empty network where it has one, and no scores but those that an earlier version wrote here.
    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), let logRate = fields.logRate, let hasFailed = fields.bool("failed"),
            let earlier = fields.optional("scores", { fields.all($0, { ScoreSum(json: $0) }) }),
            let steps = earlier?.count ?? fields.count("steps")
        else { return nil }
        let scores = earlier ?? []
        guard scores.allSatisfy({ $0.correct <= $0.count }) else { return nil }
        self.steps = steps
        trial = RangeTestCheckpoint.Trial(
            logRate: logRate, scores: scores,
            network: hasFailed ? nil : NetworkState(step: steps, weights: [], optimizer: []))
    }

    /// Takes a tensor of a file to the others.
    mutating func take(_ tensor: NetworkState.Tensor) throws(CheckpointFault) {
        guard tensor.name == RangeTestCheckpoint.scoresName else {
            try trial.network?.take(tensor)
            return
        }
        guard let scores = tensor.scores else { throw CheckpointFault("its trials' scores are damaged") }
        trial.scores = scores
    }

    /// Whether it has one for each step. One that has failed did so at a step.
    var hasAllScores: Bool { trial.scores.count == steps && (trial.network != nil || steps > 0) }
}

extension [TrialInFile] {
    /// Takes a tensor of a file to the trial that it belongs to.
    fileprivate mutating func take(_ tensor: NetworkState.Tensor) throws(CheckpointFault) {
        for index in indices {
            if let own = tensor.named(behind: RangeTestCheckpoint.prefix(ofTrial: index)) {
                try self[index].take(own)
                return
            }
        }
        throw tensor.isUnknown
    }
}

extension JSONReader {
    fileprivate var logRate: Double? { number("decade").flatMap { $0.isFinite ? $0 : nil } }
}
