import Experiment

/// What the time that a sample takes depends on. A step has costs of its own, such as the optimizer's update, that a small
/// batch shares among fewer samples.
struct PaceKey: Hashable, Sendable {
    /// It decides the size of a sample.
    let dataset: DatasetSpec.Source
    let model: ModelSpec
    let batchSize: Int
    /// Its settings change the time hardly.
    let optimizer: OptimizerName

    init(_ configuration: RunConfiguration) {
        dataset = configuration.dataset.source
        model = configuration.model
        batchSize = configuration.batchSize
        optimizer = configuration.optimizer.name
    }
}
