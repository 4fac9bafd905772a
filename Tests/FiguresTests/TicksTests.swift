import Figures
import TestSupport
import Testing

@Suite struct TicksTests {
    @Test(arguments: [
        (0.0...1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0.13...0.91, 8, ["0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]),
        (0...5, 5, ["0", "1", "2", "3", "4", "5"]),
        (-1...1, 4, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
        (0.981...0.9934, 6, ["0.982", "0.984", "0.986", "0.988", "0.990", "0.992"]),
        (0...0.0021, 4, ["0.0000", "0.0005", "0.0010", "0.0015", "0.0020"]),
        (0...4690, 5, ["0", "1000", "2000", "3000", "4000"]),
        (0...4e9, 4, ["0", "1e9", "2e9", "3e9", "4e9"]),
        (0...3e-7, 3, ["0", "1e-7", "2e-7", "3e-7"]),
        (0...1.5e-6, 3, ["0", "5e-7", "1e-6", "1.5e-6"]),
    ])
    func `of a linear axis are multiples of one, two or five`(
        range: ClosedRange<Double>, count: Int, labels: [String]
    ) {
        let ticks = Ticks(AxisRange(Axis(""), values: [range.lowerBound, range.upperBound], margin: 0), count: count)
        #expect(ticks.major.map(\.label) == labels)
        #expect(ticks.minor.isEmpty)
    }

    @Test(arguments: [
        (1e-8...10.0, 10, ["1e-8", "1e-7", "1e-6", "1e-5", "1e-4", "0.001", "0.01", "0.1", "1", "10"]),
        (1e-8...10.0, 5, ["1e-8", "1e-6", "1e-4", "0.01", "1"]),
        (0.3...40.0, 8, ["1", "10"]),
        (0.3...12.0, 8, ["0.5", "1", "2", "5", "10"]),
        (2.1...2.4, 4, ["2.1", "2.2", "2.3", "2.4"]),
    ])
    func `of a logarithmic axis are powers of ten where it spans some`(
        range: ClosedRange<Double>, count: Int, labels: [String]
    ) {
        let axis = AxisRange(
            Axis("", scale: .logarithmic), values: [range.lowerBound, range.upperBound], margin: 0)
        #expect(Ticks(axis, count: count).major.map(\.label) == labels)
    }

    @Test func `between powers of ten stand the other multiples`() {
        let axis = AxisRange(Axis("", scale: .logarithmic), values: [0.5, 100], margin: 0)
        let ticks = Ticks(axis, count: 8)
        let tenths = [0.5, 0.6, 0.7, 0.8, 0.9]
        let ones = [2.0, 3, 4, 5, 6, 7, 8, 9]
        let tens = [20.0, 30, 40, 50, 60, 70, 80, 90]
        #expect(ticks.minor == tenths + ones + tens)
    }

    @Test(arguments: 0..<2_000) func `lie within, evenly, and say their values`(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let low = Double.random(in: -1...1, using: &generator) * power(of: &generator)
        let span = Double.random(in: 0.1...1, using: &generator) * power(of: &generator)
        let count = Int.random(in: 2...12, using: &generator)
        let range = AxisRange(Axis(""), values: [low, low + span], margin: 0)
        let ticks = Ticks(range, count: count).major
        #expect(ticks.count >= count / 2 && ticks.count <= 2 * count + 1)
        let tolerance = (range.high - range.low) * 1e-6
        for tick in ticks {
            #expect(range.low - tolerance <= tick.value && tick.value <= range.high + tolerance)
            #expect(Double(tick.label.replacing("−", with: "-")) == tick.value)
        }
        let gaps = zip(ticks.dropFirst(), ticks).map { $0.value - $1.value }
        let gap = try #require(gaps.first)
        #expect(gaps.allSatisfy { abs($0 - gap) <= max(gap * 1e-6, abs(low) * 1e-12) })
        #expect(Set(ticks.map(\.label)).count == ticks.count)
    }

    private func power(of generator: inout RepeatableGenerator) -> Double {
        Double("1e\(Int.random(in: -9...9, using: &generator))") ?? 1
    }
}
