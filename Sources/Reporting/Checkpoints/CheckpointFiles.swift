import Experiment

/// The checkpoints in an item's folder.
struct CheckpointFiles {
    static let last = "last.safetensors"
    static let previous = "previous.safetensors"
    static let best = "best.safetensors"
    /// From which a run may go on.
    static let newestFirst = [last, previous]

    let folder: String
    /// Whether `last` is known to be whole: only then it takes the place of `previous`.
    private var lastIsWhole = false
    /// The step of the weights in `best`, once this start has written it.
    private var bestStep: Int?

    init(folder: String, lastIsWhole: Bool) {
        self.folder = folder
        self.lastIsWhole = lastIsWhole
    }

    /// Whether a start can hope to go on in `folder`.
    static func exist(in folder: String) -> Bool {
        newestFirst.contains { FileStatus(of: "\(folder)/\($0)") != nil }
    }

    /// The step of the newest checkpoint in `folder` that the next start can take `run` up from; nil where there is none.
    ///
    /// Weights may be gigabytes, and whoever only looks at a folder asks this too: whether those of the checkpoint that
    /// the record tells of are whole is left to the start.
    static func newestStep(of run: RunRecord, in folder: String) -> Int? {
        for name in newestFirst {
            guard let checkpoint = try? RunCheckpoint(TensorFile(headerOf: "\(folder)/\(name)")),
                (try? checkpoint.keptMeasurements(ofRun: run.identity, at: run.learningRate, in: folder)) != nil
            else { continue }
            let step = checkpoint.position.step
            if step == run.checkpoint?.step { return step }
            if (try? tensorFile(name, in: folder, parameters: run.workload.parameterCount)) != nil { return step }
        }
        return nil
    }

    /// The validation whose weights `best` in the run's folder holds, and by what it was the best; nil where there is
    /// no such file. Earlier versions did not tell the metric.
    static func validationOfBest(
        ofRun identity: String, in folder: String
    ) -> (score: Score, metric: Objective.Metric?)? {
        guard let file = try? TensorFile(headerOf: "\(folder)/\(best)") else { return nil }
        return RunCheckpoint.validation(of: file, ofRun: identity)
    }

    /// What a range test that is done leaves behind: nobody goes on from it.
    static func remove(from folder: String) throws(ReportingError) {
        if exist(in: folder) { try FileAccess.remove("\(folder)/\(last)") }
    }

    /// Each file whole, `last` at the end: whatever happens in between, `last` or `previous` is a checkpoint.
    mutating func write(_ checkpoint: RunCheckpoint) throws(ReportingError) {
        if bestStep != checkpoint.position.bestStep, let best = checkpoint.bestFile {
            try best.write(to: Self.best, in: folder)
            bestStep = checkpoint.position.bestStep
        }
        try checkpoint.file.write(to: Self.last, in: folder, former: lastIsWhole ? Self.previous : nil)
        lastIsWhole = true
    }

    /// Reads one of the files; one that holds far more than its run trains is not read.
    /// - Parameter parameters: how many numbers the run trains.
    static func tensorFile(
        _ name: String, in folder: String, parameters: Int
    ) throws(CheckpointFault) -> TensorFile {
        try tensorFile(name, in: folder, dataSize: networkSize(parameters))
    }

    /// The same of a range test, which has a network for each of its trials, and their scores.
    static func tensorFile(
        _ name: String, in folder: String, of test: PlannedRangeTest
    ) throws(CheckpointFault) -> TensorFile {
        let scores = Double(NetworkState.Tensor.scoreSize) * Double(test.horizon)
        let trial = networkSize(test.workload.parameterCount) + scores
        return try tensorFile(name, in: folder, dataSize: Double(FinderSettings.mostTrials) * trial)
    }

    /// - Parameter dataSize: bytes that the tensors may take.
    private static func tensorFile(
        _ name: String, in folder: String, dataSize: Double
    ) throws(CheckpointFault) -> TensorFile {
        let limit = min(Double(TensorFile.headerLimit) + dataSize, 0x1p62)
        let bytes: [UInt8]
        do {
            bytes = try FileAccess.read("\(folder)/\(name)", limit: Int(limit))
        } catch {
            throw CheckpointFault(error.message)
        }
        return try TensorFile(bytes: bytes)
    }

    /// Bytes of parameters, at most three numbers of an optimizer for each, the best ones, and as many running statistics
    /// with theirs.
    private static func networkSize(_ parameters: Int) -> Double {
        8 * Double(MemoryLayout<Float>.size) * Double(parameters)
    }
}
