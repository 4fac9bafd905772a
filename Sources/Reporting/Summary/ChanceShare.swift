/// What chance alone makes of a part of a variance, beside what came.
package struct ChanceShare: Hashable, Sendable {
    /// That a part stands out by chance alone, where it does.
    static let significance = 0.05

    /// Of the whole variance, on average; above 1 where the seeds spread more than the configurations.
    package let share: Double
    /// That chance alone makes at least the share that came.
    package let probability: Double

    /// Whether the share that came is more than chance makes.
    package var isExceeded: Bool { probability < Self.significance }

    /// An F test: the mean square of the part over that of chance. Nil without a degree of freedom.
    /// - Parameters:
    ///   - came: the part's share.
    ///   - degrees: its degrees of freedom, of so many between all `configurations`.
    ///   - chance: what chance makes of the whole variance.
    ///   - seeds: at least so many of each configuration. They are blocks, of (configurations − 1)(seeds − 1) degrees of
    ///     freedom; where configurations have seeds of their own, there are a few more, and the test is a little strict.
    init?(beside came: Double, degrees: Int, of configurations: Int, chance: Double, seeds: Int) {
        let between = configurations - 1
        guard let distribution = FDistribution(numerator: degrees, denominator: between * (seeds - 1)) else {
            return nil
        }
        share = chance * Double(degrees) / Double(between)
        probability = 1 - distribution.probability(below: came / share)
    }
}
