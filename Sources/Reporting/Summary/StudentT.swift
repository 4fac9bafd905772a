import Glibc

/// Student's t distribution with a whole number of degrees of freedom.
package struct StudentT: Hashable, Sendable {
    /// Positive.
    package let degreesOfFreedom: Int

    /// Nil without a degree of freedom.
    package init?(degreesOfFreedom: Int) {
        guard degreesOfFreedom > 0 else { return nil }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value between −t and t: the finite series of Abramowitz and Stegun, Handbook of
    /// Mathematical Functions, 26.7.3 and 26.7.4.
    package func probability(within t: Double) -> Double {
        let angle = atan(t / Double(degreesOfFreedom).squareRoot())
        let (sine, cosine) = (sin(angle), cos(angle))
        let isOdd = !degreesOfFreedom.isMultiple(of: 2)
        // Odd: cos θ + 2/3 cos³ θ + …; even: 1 + 1/2 cos² θ + …, up to the power ν − 2.
        var (term, sum) = isOdd ? (cosine, 0.0) : (1.0, 0.0)
        for power in stride(from: isOdd ? 1 : 0, through: degreesOfFreedom - 2, by: 2) {
            sum += term
            term *= cosine * cosine * Double(power + 1) / Double(power + 2)
        }
        return isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
    }

    /// The t with this probability between −t and t, 0 ..< 1; by bisection, to the precision of the numbers.
    package func bound(ofCentral probability: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while self.probability(within: high) < probability, high < 1e15 { high *= 2 }
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if self.probability(within: middle) < probability { low = middle } else { high = middle }
        }
    }
}
