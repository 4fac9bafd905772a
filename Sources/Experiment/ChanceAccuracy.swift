/// What is right without a look at any sample.
package enum ChanceAccuracy {
    /// Of who takes each class for as likely: 1 / classes.
    package static func uniformGuess(classes: Int) -> Double { 1 / Double(max(1, classes)) }

    /// How far from `share` the share of `count` independent samples may lie by chance: three standard errors.
    package static func reach(of share: Double, count: Int) -> Double {
        3 * (share * (1 - share) / Double(max(1, count))).squareRoot()
    }

    /// Whether the most frequent class is clearly more frequent than others: by more than drawing samples at random from
    /// equal classes makes it.
    /// - Parameters:
    ///   - share: of the `count` samples, the most frequent class's.
    ///   - classes: that there are, also those without a sample.
    package static func isExceeded(byLargestClass share: Double, count: Int, classes: Int) -> Bool {
        let uniform = uniformGuess(classes: classes)
        return share > uniform + reach(of: uniform, count: count)
    }
}
