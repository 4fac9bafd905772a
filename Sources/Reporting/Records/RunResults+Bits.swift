import Experiment

// What is the same to the last bit was measured in the same training. Compared as numbers, a loss that is not a number
// would be equal to nothing, not even to itself.

extension Score {
    var bits: [UInt64?] { [loss.bitPattern, accuracy.bitPattern] }
}

extension RunResults {
    /// Of the training and its end, but for the test set; nil for what is missing.
    var trainingBits: [UInt64?] { [trainLoss?.bitPattern] + Self.bits(validationLast) }

    /// Of what was the best on the way, which also follows from when it was validated.
    var bestBits: [UInt64?] { Self.bits(validationBest) }

    /// All of these with the test set.
    var bits: [UInt64?] { trainingBits + bestBits + Self.bits(test) }

    private static func bits(_ score: Score?) -> [UInt64?] { score?.bits ?? [nil, nil] }
}
