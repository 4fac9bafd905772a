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
    ///   - chance: what chance makes of the whole variance. Positive.
    ///   - freedom: the degrees of freedom of `chance`.
    init?(beside came: Double, degrees: Int, of configurations: Int, chance: Double, freedom: Int) {
        guard let distribution = FDistribution(numerator: degrees, denominator: freedom) else { return nil }
        let between = configurations - 1
        share = chance * Double(degrees) / Double(between)
        probability = 1 - distribution.probability(below: came / share)
    }
}
