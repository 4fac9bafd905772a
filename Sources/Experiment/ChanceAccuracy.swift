/// What is right without a look at any sample.
package enum ChanceAccuracy {
    /// Of who takes each class for as likely: 1 / classes.
    package static func uniformGuess(classes: Int) -> Double { 1 / Double(max(1, classes)) }

    /// Of the share of `count` independent samples of which each counts with probability `share`.
    package static func standardError(of share: Double, count: Int) -> Double {
        (share * (1 - share) / Double(max(1, count))).squareRoot()
    }

    /// How far from `share` the share of `count` independent samples may lie by chance: three standard errors.
    package static func reach(of share: Double, count: Int) -> Double { 3 * standardError(of: share, count: count) }

    /// What naming the most frequent class for all gets, where that class is clearly more frequent than others: by more
    /// than drawing samples at random from equal classes makes it.
    /// - Parameters:
    ///   - guess: `constantGuess` of the `count` samples; its accuracy is the class's share.
    ///   - classes: that there are, also those without a sample.
    /// - Returns: nil where none is, or there are no samples.
    package static func clearGuess(_ guess: Score?, count: Int, classes: Int) -> Score? {
        let uniform = uniformGuess(classes: classes)
        return guess.flatMap { $0.accuracy > uniform + reach(of: uniform, count: count) ? $0 : nil }
    }
}
