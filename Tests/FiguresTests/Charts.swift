import Figures
import Glibc
import Testing

/// Charts like those that a reader will see.
enum Charts {
    /// Validation losses of `count` runs over five epochs.
    static func manyRuns(_ count: Int) -> LineChart {
        LineChart(
            title: "Validation loss of all runs", xAxis: Axis("epoch"), yAxis: Axis("validation loss"),
            series: (0..<count).map { run in
                let rate = 0.3 + Double(run) * 0.1
                return Series(
                    label: "learning_rate=\(run + 1)e-4,seed=\(run % 3 + 1)",
                    points: (1...10).map { half in
                        let epoch = Double(half) / 2
                        return Point(x: epoch, y: 0.25 + Double(run) * 0.03 + 2 * exp(-rate * epoch))
                    })
            })
    }

    /// A learning-rate range test: raw and smoothed loss that fall and explode.
    static let rangeTest: LineChart = {
        let rates = (0..<100).map { pow(10, -8 + 9 * Double($0) / 99) }
        let losses = rates.map { rate in
            2.303 - 1.5 / (1 + pow(3e-3 / rate, 1.5)) + (rate > 0.5 ? (rate - 0.5) * 4 : 0)
        }
        let raw = losses.enumerated().map { $1 + 0.15 * sin(Double($0 * $0)) }
        return LineChart(
            title: "Learning-rate range test", xAxis: Axis("learning rate", scale: .logarithmic),
            yAxis: Axis("training loss", extent: .withoutExplosions(factor: 2)),
            series: [
                Series(label: "smoothed", points: zip(rates, losses).map { Point(x: $0, y: $1) }, color: 0),
                Series(label: "raw", points: zip(rates, raw).map { Point(x: $0, y: $1) }, color: 0, emphasis: .faint),
            ],
            marks: [Mark("suggested 2.1e-3", x: 2.1e-3, line: 0)],
            shadedRange: ShadedRange("range 2e-4 … 2e-2", 2e-4...2e-2))
    }()

    /// Everything that data can do wrong.
    static let odd = LineChart(
        title: "Odd <data> & \"names\"", xAxis: Axis("x", scale: .logarithmic), yAxis: Axis("y"),
        series: [
            Series(label: "gap", points: [1, 2, .nan, 4, 5].enumerated().map { Point(x: Double($0 + 1), y: $1) }),
            Series(label: "infinite", points: [Point(x: 1, y: .infinity), Point(x: 2, y: 3)]),
            Series(label: "not positive", points: [Point(x: 0, y: 1), Point(x: -1, y: 2)]),
            Series(label: "none", points: []),
            Series(label: "Größe 学習率 \u{0}\t\u{FFFF}", points: [Point(x: 3, y: 3)]),
        ],
        marks: [Mark("nowhere", x: .nan), Mark("no value", x: 3, line: 0), Mark("no line", x: 3, line: 5)],
        shadedRange: ShadedRange("", 0...2))

    static let empty = LineChart(title: "", xAxis: Axis(""), yAxis: Axis(""), series: [])

    /// The places of the first and the last glyph of each text in the lowest line, from the left: the labels of an axis
    /// without a title.
    static func lowestTexts(_ svg: [UInt8]) -> [(first: Double, last: Double)] {
        let texts = String(decoding: svg, as: UTF8.self).matches(of: /<g style="fill:rgb[^"]*">(?:\s*<use [^>]*>)+/)
            .compactMap { text -> (first: Double, last: Double, y: Double)? in
                let glyphs = text.output.matches(of: /\ x="([^"]*)" y="([^"]*)"/)
                guard let first = glyphs.first.flatMap({ Double($0.output.1) }),
                    let last = glyphs.last.flatMap({ Double($0.output.1) }),
                    let y = glyphs.first.flatMap({ Double($0.output.2) })
                else { return nil }
                return (first, last, y)
            }
        let lowest = texts.map(\.y).max()
        return texts.filter { $0.y == lowest }.map { (first: $0.first, last: $0.last) }.sorted { $0.first < $1.first }
    }
}

/// Failures name the chart, not its points.
extension LineChart: CustomTestStringConvertible {
    public var testDescription: String { "\"\(title)\" of \(series.count) lines" }
}
