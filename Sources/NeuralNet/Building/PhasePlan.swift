/// Consecutive stages that run between two meetings of the threads.
package enum PhasePlan: Hashable, Sendable {
    /// Two micro-batches go through all stages before the next two begin, so what passes between the stages is still
    /// in the second cache.
    case perMicroBatch([MicroBatchStagePlan])
    /// One layer over the whole batch.
    case wholeBatch(WholeBatchStagePlan)

    /// Cuts the network where a stage needs the whole batch. The first phase is always per micro-batch, if with no
    /// stages: it also loads the samples.
    package static func phases(_ stages: [StagePlan]) -> [PhasePlan] {
        var phases: [PhasePlan] = []
        var open: [MicroBatchStagePlan] = []
        for stage in stages {
            switch stage {
            case .perMicroBatch(let plan):
                open.append(plan)
            case .wholeBatch(let plan):
                if !open.isEmpty || phases.isEmpty { phases.append(.perMicroBatch(open)) }
                open = []
                phases.append(.wholeBatch(plan))
            }
        }
        if !open.isEmpty { phases.append(.perMicroBatch(open)) }
        return phases
    }
}
