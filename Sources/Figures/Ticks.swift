import Glibc

/// A labelled place on an axis.
package struct Tick: Equatable {
    package var value: Double
    package var label: String
}

/// The numbers that a person would write along an axis.
package struct Ticks: Equatable {
    package var major: [Tick]
    /// Without labels, between the others.
    package var minor: [Double] = []

    /// - Parameter count: about how many labels there is room for; at most twice as many and one come out.
    package init(_ range: AxisRange, count: Int) {
        switch range.scale {
        case .linear: major = Self.linear(range, count: count)
        case .logarithmic:
            let decades = log10(range.high) - log10(range.low)
            let exponents = Int(log10(range.low).rounded(.down))...Int(log10(range.high).rounded(.up))
            func multiples(_ factors: [Int], every step: Int = 1) -> [Decimal] {
                exponents.filter { $0 % step == 0 }.flatMap { exponent in
                    factors.map { Decimal(digits: $0, exponent: exponent) }
                }.filter { range.contains($0.value) }
            }
            if decades >= 2 {
                // Powers of ten, every second or third one where they would crowd.
                let step = max(1, Int((decades / Double(max(1, count))).rounded(.up)))
                major = multiples([1], every: step).map(\.tick)
                minor = decades <= 5 ? multiples(Array(2...9)).map(\.value) : []
            } else {
                let steps = multiples([1, 2, 5])
                major = steps.count >= 3 ? steps.map(\.tick) : Self.linear(range, count: count)
                minor = steps.count >= 3 ? multiples([3, 4, 6, 7, 8, 9]).map(\.value) : []
            }
        }
    }

    /// Multiples of 1, 2 or 5 times a power of ten: of the steps that give at least two, the one that gives the
    /// number of ticks closest to `count`.
    private static func linear(_ range: AxisRange, count: Int) -> [Tick] {
        let span = (range.high / 2 - range.low / 2) * 2
        let exponent = Int(log10(span / Double(max(1, count))).rounded(.down))
        var best: (step: Decimal, multiples: ClosedRange<Int>)?
        // From fine to coarse.
        for (digits, shift) in [(1, 0), (2, 0), (5, 0), (1, 1)] {
            let step = Decimal(digits: digits, exponent: exponent + shift)
            // A hair of tolerance: 0.3 / 0.1 is 2.9999999999999996.
            let first = Int((range.low / step.value - 1e-9).rounded(.up))
            let last = Int((range.high / step.value + 1e-9).rounded(.down))
            guard last > first else { continue }
            func distance(_ multiples: ClosedRange<Int>) -> Int { abs(multiples.count - count) }
            if best.map({ distance(first...last) < distance($0.multiples) }) ?? true { best = (step, first...last) }
        }
        guard let best else { return [] }
        let ticks = best.multiples.map { Decimal(digits: $0 * best.step.digits, exponent: best.step.exponent) }
        // One notation for all: the one that suits the largest.
        let isScientific = ticks.max { $0.digits.magnitude < $1.digits.magnitude }?.isScientific ?? false
        return ticks.map { Tick(value: $0.value, label: isScientific ? $0.scientific : $0.fixed) }
    }
}

/// `digits` · 10^`exponent`, exact: ticks are counted in whole numbers, so that none is 0.30000000000000004.
private struct Decimal {
    var digits: Int
    var exponent: Int

    /// Parsed from text, which rounds once; a product with a power of ten would round twice.
    var value: Double { Double("\(digits)e\(exponent)") ?? 0 }

    var tick: Tick { Tick(value: value, label: isScientific ? scientific : fixed) }

    /// Whether the number is shorter to read with an exponent: below 0.001 and from a million.
    var isScientific: Bool {
        let power = String(digits.magnitude).count - 1 + exponent
        return digits != 0 && (power < -3 || power > 5)
    }

    /// `0`, `-1500`; with as many decimals as the exponent says: `0.250`.
    var fixed: String {
        let text = String(digits.magnitude)
        guard exponent < 0 else { return sign + (digits == 0 ? "0" : text + String(repeating: "0", count: exponent)) }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - text.count)) + text
        return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
    }

    /// `0`, `1e-5`, `2.5e8`.
    var scientific: String {
        guard digits != 0 else { return "0" }
        var text = String(digits.magnitude)
        let power = text.count - 1 + exponent
        while text.count > 1, text.hasSuffix("0") { text.removeLast() }
        return "\(sign)\(text.prefix(1))\(text.count > 1 ? "." : "")\(text.dropFirst())e\(power)"
    }

    private var sign: String { digits < 0 ? "−" : "" }
}
