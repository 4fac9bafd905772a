import KernelTypes

extension StagePlan {
    /// Joins neighbours that one pass over memory can compute:
    ///
    /// - convolution, dense or batch normalization, then an activation whose derivative follows from its output: the
    ///   function is applied where its input is made, and the input itself is kept nowhere;
    /// - convolution [and activation], then max-pooling whose windows do not overlap: the convolution's output exists
    ///   only as a band of rows in the first cache. (Overlapping windows would need rows of two bands.)
    ///
    /// Every sum keeps its order, so the results are those of the stages one by one, bit for bit.
    package static func fused(_ stages: [StagePlan]) -> [StagePlan] {
        stages.reduce(into: []) { result, stage in
            if let last = result.last, let joined = last.joined(with: stage) {
                result[result.count - 1] = joined
            } else {
                result.append(stage)
            }
        }
    }

    /// One stage for this one and its successor, nil where there is none.
    private func joined(with next: StagePlan) -> StagePlan? {
        switch (self, next) {
        case (.perMicroBatch(.convolution(var plan)), .perMicroBatch(.activation(let activation)))
        where plan.activation == nil && plan.pool == nil && activation.derivativeFollowsFromOutput:
            plan.activation = activation
            return .perMicroBatch(.convolution(plan))
        case (.perMicroBatch(.convolution(var plan)), .perMicroBatch(.maxPool(let pool)))
        where plan.pool == nil && pool.stride >= pool.size:
            plan.pool = pool
            return .perMicroBatch(.convolution(plan))
        case (.wholeBatch(.dense(var plan)), .perMicroBatch(.activation(let activation)))
        where plan.activation == nil && activation.derivativeFollowsFromOutput:
            plan.activation = activation
            return .wholeBatch(.dense(plan))
        case (.wholeBatch(.batchNorm(var plan)), .perMicroBatch(.activation(let activation)))
        where plan.activation == nil && activation.derivativeFollowsFromOutput:
            plan.activation = activation
            return .wholeBatch(.batchNorm(plan))
        case (.perMicroBatch, .perMicroBatch), (.perMicroBatch, .wholeBatch), (.wholeBatch, .perMicroBatch),
            (.wholeBatch, .wholeBatch):
            return nil
        }
    }
}
