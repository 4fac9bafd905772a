import Experiment
import Testing

@Suite struct NumberSpellingTests {
    @Test(arguments: [
        (0.00001, "1e-5"), (1e-4, "1e-4"), (0.001, "0.001"), (2e-3, "0.002"), (0.1, "0.1"), (0.0363, "0.0363"),
        (1, "1"), (64, "64"), (48000, "48000"), (1e6, "1e6"), (1.25e20, "1.25e20"), (-3.5e-7, "-3.5e-7"), (0, "0"),
    ])
    func `a number has one spelling that people would write`(value: Double, spelling: String) {
        #expect(NumberSpelling.canonical(value) == spelling)
    }

    /// A tie goes by the number's own binary digits, as in C's `%e`: 0.00125 is a little more than it says, 1.115 less.
    @Test(
        arguments: [
            (0.00363078, 2, 0.0036), (9.96, 2, 10), (0.00125, 2, 0.0013), (1.115, 3, 1.11), (2.30258, 4, 2.303),
            (-57.8149, 4, -57.81), (0, 2, 0), (.infinity, 3, .infinity),
        ] as [(Double, Int, Double)])
    func `a number is rounded to decimal digits`(value: Double, digits: Int, rounded: Double) {
        #expect(NumberSpelling.rounded(value, digits: digits) == rounded)
    }

    @Test(arguments: [(0.036307, 0.036), (1.25e-7, 1.2e-7), (9.96e-3, 1e-2), (5, 5), (123, 120)])
    func `a suggestion has two significant digits`(rate: Double, rounded: Double) {
        #expect(NumberSpelling.suggestedRate(rate) == rounded)
    }

    @Test(
        arguments: [
            (0.29214, "0.2921"), (0, "0.0000"), (0.01, "0.0100"), (0.00312, "0.003120"), (0.0004568, "0.0004568"),
            (1.2e-5, "1.200e-05"), (99_999, "99999.0000"), (1.557e7, "1.557e+07"), (-0.00312, "-0.003120"),
            (.nan, "nan"), (.infinity, "inf"), (-Double.infinity, "-inf"),
        ] as [(Double, String)])
    func `a loss has digits that say something`(value: Double, spelling: String) {
        #expect(NumberSpelling.loss(value) == spelling)
    }

    @Test func `measured numbers are rounded, and counts grouped`() {
        #expect(NumberSpelling.percent(0.84123) == "84.12 %" && NumberSpelling.percent(0.84, decimals: 0) == "84 %")
        #expect(NumberSpelling.fixed(2.5, 2) == "2.50" && NumberSpelling.fixed(-Double.infinity, 2) == "-inf")
        #expect(NumberSpelling.significant(0.0012345) == "0.00123" && NumberSpelling.significant(0.5) == "0.5")
        #expect(NumberSpelling.significant(0.0012345, digits: 2) == "0.0012")
        #expect([0, 999, 1_000, 2_915_968].map(NumberSpelling.grouped) == ["0", "999", "1,000", "2,915,968"])
    }

    @Test(
        arguments: [
            (9.04e-4, 0.018016, "9.04e-4", "0.018"), (0.0012341, 0.0012349, "0.001234", "0.001235"),
            (0.1, 0.1.nextUp, "0.1", "0.10000000000000002"),
        ] as [(Double, Double, String, String)])
    func `the ends of a range are told apart`(low: Double, high: Double, lowText: String, highText: String) {
        let ends = NumberSpelling.ends(low, high)
        #expect(ends.low == lowText && ends.high == highText, "\(ends)")
    }

    @Test func `a spelling reads back as the same bits`() {
        var random = RandomStream(seed: 1, for: .split)
        for _ in 0..<2_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite, value != 0 else { continue }
            #expect(Double(NumberSpelling.canonical(value)) == value)
        }
    }
}
