import Datasets
import Experiment

/// The training samples in a run's order, batch after batch: every epoch shuffles anew, from the run's seed and the
/// epoch's number alone. The last batch of an epoch may be smaller.
struct BatchSequence {
    private let dataset: PreparedDataset
    private let seed: UInt64
    private let batchSize: Int
    private var epoch = 0
    /// Samples of this epoch, as indices into the stored samples, and how many of them are used.
    private var order: [Int32]
    private var position = 0

    init(dataset: PreparedDataset, seed: UInt64, batchSize: Int) {
        self.dataset = dataset
        self.seed = seed
        self.batchSize = batchSize
        order = Self.order(of: dataset, seed: seed, epoch: 0)
    }

    /// Batches in one epoch.
    var perEpoch: Int { Workload.stepsPerEpoch(samples: order.count, batchSize: batchSize) }

    /// The next batch's samples, as indices into the stored samples.
    mutating func next() -> ArraySlice<Int32> {
        if position >= order.count {
            epoch += 1
            position = 0
            order = Self.order(of: dataset, seed: seed, epoch: epoch)
        }
        let end = min(position + batchSize, order.count)
        defer { position = end }
        return order[position..<end]
    }

    /// Goes to where `steps` calls of `next` lead.
    mutating func seek(afterSteps steps: Int) {
        let (epoch, batch) = steps.quotientAndRemainder(dividingBy: perEpoch)
        self.epoch = epoch
        position = batch * batchSize
        order = Self.order(of: dataset, seed: seed, epoch: epoch)
    }

    private static func order(of dataset: PreparedDataset, seed: UInt64, epoch: Int) -> [Int32] {
        let stored = dataset.training.indices
        return dataset.order(seed: seed, epoch: epoch).map { stored[Int($0)] }
    }
}
