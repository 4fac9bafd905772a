/// What an item tells while it works. Arrives in order, from the item's own thread.
package enum ItemEvent: Sendable {
    /// The item's rate is known and its first step follows.
    case began(ItemStart)
    case measured(Measurement)
    /// How the gradients are spread before a validation, or the weights after it.
    case distributed(step: Int, [TensorHistogram])
    /// What the last weights do with the validation samples; once, before the end of a run that is done.
    case inspected(RunInspection)
    case progressed(Progress)
    /// Everything up to here can be taken up again from this, once it is written down.
    case checkpointed(ItemCheckpoint)
}

/// An item between two steps, in full.
package enum ItemCheckpoint: Sendable {
    case run(RunCheckpoint)
    case rangeTest(RangeTestCheckpoint)

    /// Steps done.
    package var step: Int {
        switch self {
        case .run(let checkpoint): checkpoint.position.step
        case .rangeTest(let checkpoint): checkpoint.processed.steps
        }
    }
}

package struct ItemStart: Hashable, Sendable {
    /// The fixed rate, or the one that the range test chose; nil for a range test.
    package var learningRate: Double?
    /// The schedule's bounds; nil where it has none and starts from that rate.
    package var rateBounds: RateBounds?
    package var workload: Workload
    /// The network, layer by layer; empty for a range test.
    package var layers: [LayerOutline]
    /// Where an earlier start of the item is taken up.
    package var resume: ResumePoint
    /// What the rate and the range that a range test found make of the schedule, where that was hardly meant.
    package var scheduleRemark: String?

    package init(
        learningRate: Double?, rateBounds: RateBounds? = nil, workload: Workload, layers: [LayerOutline] = [],
        resume: ResumePoint = ResumePoint(), scheduleRemark: String? = nil
    ) {
        self.learningRate = learningRate
        self.rateBounds = rateBounds
        self.workload = workload
        self.layers = layers
        self.resume = resume
        self.scheduleRemark = scheduleRemark
    }

    /// What the user should know before the first step.
    package var remarks: [String] { resume.remarks + (scheduleRemark.map { [$0] } ?? []) }
}

/// For the terminal: how far an item is. At most a few a second.
package struct Progress: Hashable, Sendable {
    package var step: Int
    package var steps: Int
    /// Training samples a second over training time so far, validation excluded.
    package var samplesPerSecond: Double
    package var latestLoss: Double
    package var latestAccuracy: Double

    package init(step: Int, steps: Int, samplesPerSecond: Double, latestLoss: Double, latestAccuracy: Double) {
        self.step = step
        self.steps = steps
        self.samplesPerSecond = samplesPerSecond
        self.latestLoss = latestLoss
        self.latestAccuracy = latestAccuracy
    }
}
