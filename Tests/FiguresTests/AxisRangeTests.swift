import Figures
import Testing

@Suite struct AxisRangeTests {
    @Test func `spans the values with a margin`() {
        let range = AxisRange(Axis(""), values: [3, 1, 2], margin: 0.05)
        #expect(range.low == 0.9 && range.high == 3.1)
        #expect(range.position(of: 0.9) == 0)
        #expect(range.position(of: 2) == 0.5)
        #expect(range.position(of: 3.1) == 1)
    }

    @Test func `has its margin in decades on a logarithmic axis`() {
        let range = AxisRange(Axis("", scale: .logarithmic), values: [1, 100], margin: 0.5)
        #expect(abs(range.low - 0.1) < 1e-15 && abs(range.high - 1000) < 1e-9)
        #expect(range.position(of: 10) == 0.5)
    }

    @Test func `leaves out what it cannot show`() {
        let odd = [Double.nan, .infinity, -.infinity, 2, 4]
        #expect(AxisRange(Axis(""), values: odd, margin: 0) == AxisRange(Axis(""), values: [2, 4], margin: 0))
        let logarithmic = Axis("", scale: .logarithmic)
        let range = AxisRange(logarithmic, values: odd + [0, -5], margin: 0)
        #expect(range == AxisRange(logarithmic, values: [2, 4], margin: 0))
        for value in [Double.nan, .infinity, 0, -1] { #expect(range.position(of: value) == nil) }
    }

    @Test(
        arguments: [
            [], [.nan], [0], [5], [-5, -5], [1e300, 1e300], [-.greatestFiniteMagnitude, .greatestFiniteMagnitude],
            [0, .leastNonzeroMagnitude], [1, 1.0.nextUp], [.leastNormalMagnitude, .greatestFiniteMagnitude],
            [1.5e308], [1e308, 1.7e308], [-1.7e308, -1e308], [4.4e307, 1.7e308], [-1e308, 1e308],
        ] as [[Double]])
    func `is a range whatever the values`(values: [Double]) {
        for scale in [Axis.Scale.linear, .logarithmic] {
            for extent in [Axis.Extent.all, .withoutExplosions()] {
                let range = AxisRange(Axis("", scale: scale, extent: extent), values: values, margin: 0.05)
                #expect(range.low.isFinite && range.high.isFinite && range.low < range.high)
                let ticks = Ticks(range, count: 6).major
                #expect(!ticks.isEmpty && ticks.count <= 13)
            }
        }
    }

    @Test func `stays readable where a line explodes`() {
        let usual = (0..<90).map { 0.3 + Double($0) / 100 }
        let axis = Axis("", extent: .withoutExplosions())
        #expect(AxisRange(axis, values: usual + [1e5, 1e30], margin: 0).high == usual.last)
        // Levels that differ are no explosion, on whichever side the many are.
        #expect(AxisRange(axis, values: usual + [2.303, 2.304], margin: 0).high == 2.304)
        #expect(AxisRange(axis, values: [0.3] + [Double](repeating: 2.303, count: 99), margin: 0).low == 0.3)
        #expect(AxisRange(axis, values: [Double](repeating: 0.1, count: 99) + [0.9], margin: 0).high == 0.9)
    }

    @Test func `what is to be kept has not exploded, few values as it may be`() {
        let usual = (0..<90).map { 0.5 + Double($0) / 1000 }
        func high(kept: Double?) -> Double {
            let axis = Axis("", extent: .withoutExplosions(factor: 2, kept: kept))
            return AxisRange(axis, values: [2.3, 2.2] + usual + [2.4, 9], margin: 0).high
        }
        #expect(high(kept: nil) == usual.last)
        #expect(high(kept: 2.3) == 2.3)
        #expect(high(kept: 0.55) == usual.last)
    }

    @Test func `of many levels the usual ones may be the lower half`() {
        let grid = [0.3, 0.35, 0.4, 0.45, 0.5, 0.5, 1e6, 2e6, 1e7]
        func high(_ usual: Axis.Share) -> Double {
            AxisRange(Axis("", extent: .withoutExplosions(usual: usual)), values: grid, margin: 0).high
        }
        #expect(high(.half) == 0.5 && high(.threeQuarters) == 0.5)
        // Half of them may explode; and what a plateau leaves above it has not.
        let axis = Axis("", extent: .withoutExplosions(usual: .half))
        #expect(AxisRange(axis, values: [1.77, 1.95, 5046, 6781], margin: 0).high == 1.95)
        let plateau = [0.7490, 0.7490, 0.7490, 0.7491, 0.7491, 0.7492, 1.12, 1.12, 2.31, 2.31]
        #expect(AxisRange(axis, values: plateau, margin: 0).high == 2.31)
        #expect(AxisRange(axis, values: [0.10, 0.12, 2.30, 2.31], margin: 0).high == 2.31)
        // Where three quarters are the usual ones, a run at chance leaves the picture of seven on a plateau.
        let atChance = Array(plateau.prefix(6)) + [0.7492, 2.31]
        #expect(AxisRange(axis, values: atChance, margin: 0).high == 2.31)
        let curves = Axis("", extent: .withoutExplosions())
        #expect(AxisRange(curves, values: atChance, margin: 0).high == 0.7492)
    }

    private static let fewRuns: [[Double]] = [[0.3], [0.3, 0.35], [0.3, 0.35, 0.4], [0.3, 0.3, 0.3]]
    private static let curve: [Double] = (0..<3000).map { 0.3 + Double($0) / 1500 }

    /// One run of two, three or four is as much as a half, a third or a quarter of the values.
    @Test(arguments: fewRuns + [curve])
    func `explosions of up to half of the values hide none of the others`(usual: [Double]) {
        let axis = Axis("", extent: .withoutExplosions())
        let alone = AxisRange(axis, values: usual, margin: 0)
        let counts = Set([usual.count / 5, usual.count / 3, usual.count / 2, usual.count]).filter { $0 > 0 }
        for count in counts {
            let exploded = (1...count).map { 3e6 * Double($0) }
            #expect(AxisRange(axis, values: usual + exploded, margin: 0) == alone, "\(count)")
        }
    }

    @Test func `one of two or three runs at chance has not exploded`() {
        let axis = Axis("", extent: .withoutExplosions())
        for usual in [[0.3], [0.3, 0.31]] {
            #expect(AxisRange(axis, values: usual + [2.303], margin: 0).high == 2.303)
        }
    }

    @Test func `tells whether some of a line is inside`() {
        let area = PlotArea(
            frame: Rectangle(x: 0, y: 0, width: 1, height: 1), xRange: AxisRange(Axis(""), values: [0, 4], margin: 0),
            yRange: AxisRange(Axis(""), values: [0, 1], margin: 0))
        func shows(_ heights: [Double]) -> Bool {
            area.shows(heights.enumerated().map { Point(x: Double($0), y: $1) })
        }
        #expect(shows([0.5]) && shows([5, 0.5]) && shows([5, -5]) && shows([.nan, 1]))
        #expect(!shows([]) && !shows([5]) && !shows([5, 6, 1e300]) && !shows([.nan, .infinity, -3, -4]))
        #expect(!area.shows([Point(x: 5, y: 0.5), Point(x: 6, y: 0.5)]))
    }

    @Test func `finds the place on a line, straight between its points, and none beyond them`() {
        func area(_ scale: Axis.Scale) -> PlotArea {
            PlotArea(
                frame: Rectangle(x: 0, y: 0, width: 100, height: 100),
                xRange: AxisRange(Axis("", scale: scale), values: [1, 100], margin: 0),
                yRange: AxisRange(Axis(""), values: [0, 1], margin: 0))
        }
        let line = [Point(x: 1, y: 0), Point(x: 100, y: 1)]
        let middle = area(.logarithmic).point(on: line, at: 10)
        #expect(middle.map { abs($0.x - 50) < 1e-9 && abs($0.y - 50) < 1e-9 } == true)
        #expect(area(.linear).point(on: line, at: 50.5) == Point(x: 50, y: 50))
        #expect(area(.linear).point(on: line, at: 100) == Point(x: 100, y: 0))
        for value in [0.5, 101, .nan] { #expect(area(.linear).point(on: line, at: value) == nil) }
        // A gap is no line, and a point is one.
        let broken = [Point(x: 1, y: 0), Point(x: 2, y: .nan), Point(x: 50.5, y: 0.5)]
        #expect(area(.linear).point(on: broken, at: 2) == nil)
        #expect(area(.linear).point(on: broken, at: 50.5) == Point(x: 50, y: 50))
        #expect(area(.linear).point(on: [], at: 1) == nil)
    }

    @Test func `breaks a line where a point cannot be shown`() {
        let area = PlotArea(
            frame: Rectangle(x: 100, y: 50, width: 200, height: 100),
            xRange: AxisRange(Axis(""), values: [0, 4], margin: 0),
            yRange: AxisRange(Axis(""), values: [0, 1], margin: 0))
        let line = [(0, 0), (1, 1), (2, .nan), (3, 0.5), (4, 1e9)].map { Point(x: $0.0, y: $0.1) }
        let pieces = area.pieces(of: line)
        #expect(pieces.map(\.count) == [2, 2])
        #expect(pieces.first == [Point(x: 100, y: 150), Point(x: 150, y: 50)])
        #expect(pieces.last?.first == Point(x: 250, y: 100))
        // Far above the frame, and yet a number that a drawing library can take.
        #expect(pieces.last?.last.map { $0.y < -1000 && $0.y > -10_000 } == true)
    }
}
