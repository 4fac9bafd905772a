import Experiment

/// How many samples are held out, and which.
///
/// The samples of the training file are put in a random order that only `splitSeed` decides. The first
/// round(fraction · N) are held out for validation; the rest is the training part, of which `limit` keeps the first.
struct Split: Sendable {
    private let sampleCount: Int
    private let seed: UInt64
    private let validationCount: Int
    private let trainingCount: Int

    init(sampleCount: Int, spec: DatasetSpec) {
        self.sampleCount = sampleCount
        seed = spec.splitSeed
        // The comparison sends what is not a number to 0.
        let fraction = spec.validationFraction > 0 ? min(spec.validationFraction, 1) : 0
        validationCount = Int((Double(sampleCount) * fraction).rounded())
        let rest = sampleCount - validationCount
        trainingCount = spec.limit.map { min(max(0, $0), rest) } ?? rest
    }

    /// - Returns: training in the random order, validation in the file's, which memory likes better.
    func indices() -> (training: [Int32], validation: [Int32]) {
        var random = RandomStream(seed: seed, for: .split)
        let order = random.permutation(count: sampleCount)
        return (
            Array(order[validationCount..<validationCount + trainingCount]), order[..<validationCount].sorted()
        )
    }
}
