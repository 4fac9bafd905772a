import Glibc

/// Fisher's F distribution with whole numbers of degrees of freedom.
package struct FDistribution: Hashable, Sendable {
    /// Of the variance that is tested, above the line. Positive.
    package let numerator: Int
    /// Of the variance that it is tested by, below the line. Positive.
    package let denominator: Int

    /// Nil without a degree of freedom.
    package init?(numerator: Int, denominator: Int) {
        guard numerator > 0, denominator > 0 else { return nil }
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// The probability of a value below `ratio`: the regularized incomplete beta function, climbed from ½ or 1 to half
    /// the degrees of freedom in steps of 1 (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5.2,
    /// 26.5.16 and 26.6.2). 0 for no number.
    package func probability(below ratio: Double) -> Double {
        guard ratio > 0 else { return 0 }
        let goal = (Double(numerator) / 2, Double(denominator) / 2)
        let odds = ratio * goal.0 / goal.1
        let (x, rest) = (1 / (1 + 1 / odds), 1 / (1 + odds))
        var (a, b) = (numerator.isMultiple(of: 2) ? 1.0 : 0.5, denominator.isMultiple(of: 2) ? 1.0 : 0.5)
        // What it is there, and the complete beta function.
        let (start, beta) =
            switch (a, b) {
            case (1, 1): (x, 1.0)
            case (1, _): (1 - rest.squareRoot(), 2.0)
            case (_, 1): (x.squareRoot(), 2.0)
            default: (2 / Double.pi * asin(x.squareRoot()), Double.pi)
            }
        var value = start
        // xᵃ (1 − x)ᵇ / B(a, b). The step that makes it larger comes first: else it may vanish on the way.
        var term = pow(x, a) * pow(rest, b) / beta
        while a < goal.0 || b < goal.1 {
            if b >= goal.1 || (a < goal.0 && x * (a + b) >= a) {
                value -= term / a
                term *= x * (a + b) / a
                a += 1
            } else {
                value += term / b
                term *= rest * (a + b) / b
                b += 1
            }
        }
        return min(1, max(0, value))
    }
}
