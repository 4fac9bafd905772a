import Figures
import Testing

@Suite struct HeatMapTests {
    private static let map = HeatMap(
        title: "accuracy", rows: .init("rate", labels: ["1e-3", "1e-2"]),
        columns: .init("model", labels: ["a", "b", "c"]),
        cells: [[.init(0, text: "0"), .init(0.5, text: "0.5"), .init(1, text: "1")], [nil, .init(.nan, text: "nan")]])

    /// Fill colours of the cells in the document's order.
    private func fills(_ map: HeatMap) throws -> [String] {
        let text = String(decoding: try map.svg(), as: UTF8.self)
        return text.matches(of: /fill:rgb\(([^)]*)\)/).map { String($0.1) }
    }

    @Test func `the lowest is dark, the highest is light, what is missing is grey`() throws {
        let fills = try fills(Self.map)
        // Viridis' ends, 0x440154 and 0xFDE725, and its middle, 0x21918C.
        for color in [
            "26.666667%,0.392157%,32.941176%", "99.215686%,90.588235%,14.509804%", "12.941176%,56.862745%,54.901961%",
        ] {
            #expect(fills.contains(color), "\(color)")
        }
        #expect(fills.count { $0 == "90.196078%,90.980392%,92.156863%" } == 3)
    }

    @Test func `what explodes takes the end's colour, and leaves the others theirs`() throws {
        let losses = [[0.3, 0.35, 1e6], [0.4, 0.45, 2e6], [0.5, 0.5, 1e7]]
        var map = HeatMap(
            title: "", rows: .init("model", labels: ["a", "b", "c"]),
            columns: .init("rate", labels: ["1e-3", "1e-2", "1"]),
            cells: losses.map { $0.map { .init($0, text: "") } }, extent: .withoutExplosions(usual: .half),
            isLowLight: true)
        let fills = try fills(map)
        // The lowest is the lightest; the highest of the usual ones are as dark as those that explode.
        #expect(fills.count { $0 == "99.215686%,90.588235%,14.509804%" } == 1)
        #expect(fills.count { $0 == "26.666667%,0.392157%,32.941176%" } == 5)
        map.extent = .all
        #expect(try self.fills(map).count { $0 == "26.666667%,0.392157%,32.941176%" } == 1)
    }

    @Test func `numbers beyond the colours are counted`() {
        var map = HeatMap(
            title: "", rows: .init("model", labels: ["a", "b"]), columns: .init("rate", labels: ["1e-3", "1"]),
            cells: [[.init(0.3, text: ""), .init(1e6, text: "")], [.init(0.4, text: ""), .init(.nan, text: "")]],
            extent: .withoutExplosions(usual: .half))
        #expect(map.beyondCount == 1)
        map.extent = .all
        #expect(map.beyondCount == 0)
    }

    @Test func `where labels have no room their short forms stand for them`() throws {
        func map(_ labels: [String], short: [String]? = nil) -> HeatMap {
            var map = Self.map
            map.columns = .init("optimizer", labels: labels, shortLabels: short)
            return map
        }
        let short = ["adam", "sgd,0.9", "sgd,0.5"]
        let long = ["adam", "{sgd: {momentum: 0.9, nesterov: true}}", "{sgd: {momentum: 0.5, nesterov: true}}"]
        #expect(try map(long, short: short).svg() == map(short).svg())
        #expect(try map(["adam", "a", "b"], short: short).svg() != map(short).svg())
    }

    @Test func `numbers as large as there are have a colour`() throws {
        var map = Self.map
        map.cells = [[-1.7e308, 0, 1.7e308].map { .init($0, text: "") }]
        let fills = try fills(map)
        for color in [
            "26.666667%,0.392157%,32.941176%", "99.215686%,90.588235%,14.509804%", "12.941176%,56.862745%,54.901961%",
        ] {
            #expect(fills.contains(color), "\(color)")
        }
        map.cells = [[1.5e308, 1.6e308, 1.7e308].map { .init($0, text: "") }]
        _ = try map.svg()
    }

    @Test func `where a cell has no room its short text stands in it`() throws {
        func picture(_ columns: Int, _ cell: HeatMap.Cell) throws -> [UInt8] {
            try HeatMap(
                title: "", rows: .init("row", labels: ["a"]),
                columns: .init("column", labels: (1...columns).map(String.init)),
                cells: [Array(repeating: cell, count: columns)]
            ).svg()
        }
        let both = HeatMap.Cell(.nan, text: "10 of 10 diverged", shortText: "10/10")
        #expect(try picture(3, both) == picture(3, .init(.nan, text: both.text)))
        // The latter are the narrowest ones.
        for columns in [10, 16] { #expect(try picture(columns, both) == picture(columns, .init(.nan, text: "10/10"))) }
    }

    /// What is cut stands in the middle.
    @Test func `a title is as wide as it has to be`() throws {
        func map(_ digit: Int) -> HeatMap {
            var map = Self.map
            map.title = "Last validation accuracy by schedule.\(digit)ne_cycle.max and optimizer.sgd.momentum"
            return map
        }
        #expect(try map(1).svg() != map(2).svg())
        #expect(map(1).size.width > Self.map.size.width && map(1).size.width < 960)
        var endless = Self.map
        endless.title = String(repeating: "model.layers ", count: 1000)
        #expect(endless.size.width == 1400)
    }

    // A line feed, another control character, and noncharacters.
    @Test(arguments: [0xA, 1, 0xFDD0, 0xFFFF, 0x10FFFE] as [UInt32])
    func `a sign without a glyph is a blank wherever it stands`(scalar: UInt32) throws {
        let sign = try Character(#require(Unicode.Scalar(scalar)))
        func map(_ text: String) -> HeatMap {
            HeatMap(
                title: text, rows: .init(text, labels: [text]), columns: .init(text, labels: [text]),
                cells: [[.init(1, text: text, shortText: text)]])
        }
        #expect(try map("a\(sign)b").svg() == map("a b").svg())
    }

    @Test func `equal maps give equal bytes, and every size can be drawn`() throws {
        #expect(try Self.map.svg() == Self.map.svg())
        let empty = HeatMap(title: "", rows: .init("", labels: []), columns: .init("", labels: []), cells: [])
        _ = try empty.svg()
        let large = HeatMap(
            title: "x", rows: .init("r", labels: (0..<40).map { "row \($0)" }),
            columns: .init("c", labels: (0..<40).map { String(repeating: "column \($0)", count: 9) }),
            cells: (0..<40).map { row in (0..<40).map { .init(Double(row * $0), text: "\(row * $0)") } })
        let picture = try large.png(scale: 1)
        #expect(picture.width > 1000 && picture.height > 1000)
    }
}

@Suite struct DotPlotTests {
    @Test func `draws a dot for each value, a bar for the spread, and the marked row in its own colour`() throws {
        let plot = DotPlot(
            title: "accuracy", axis: Axis("%"),
            rows: [
                .init("best", values: [0.9, 0.92], mean: 0.91, deviation: 0.014, isMarked: true),
                .init("other", values: [0.5, .nan], mean: 0.5, deviation: nil),
            ])
        let text = String(decoding: try plot.svg(), as: UTF8.self)
        let blue = "0%,44.705882%,69.803922%", vermilion = "83.529412%,36.862745%,0%"
        func count(_ color: String, _ opacity: String) -> Int {
            text.split(separator: "fill:rgb(\(color));fill-opacity:\(opacity);", omittingEmptySubsequences: false).count
                - 1
        }
        #expect(count(vermilion, "0.4") == 2 && count(vermilion, "1") == 1)
        #expect(count(blue, "0.4") == 1 && count(blue, "1") == 1)
        #expect(text.contains("stroke:rgb(\(vermilion))") && !text.contains("stroke:rgb(\(blue))"))
        #expect(!text.contains("nan"))
    }

    @Test func `a caption stands below the axis, in room of its own`() throws {
        let row = DotPlot.Row("a", values: [0.9], mean: 0.9, deviation: nil)
        var plot = DotPlot(title: "accuracy", axis: Axis("%"), rows: [row])
        let plain = try plot.png(scale: 1)
        plot.caption = "A dot is a run."
        let explained = try plot.png(scale: 1)
        #expect(explained.height == plain.height + 24 && explained.width == plain.width)
        #expect(try plot.svg().count > DotPlot(title: "accuracy", axis: Axis("%"), rows: [row]).svg().count)
    }

    /// Nine labels would have room were they shorter.
    @Test func `the labels of values that differ in their last digits only stand apart`() throws {
        let rows = [1e6, 1_000_002.35].map { DotPlot.Row("a", values: [$0], mean: $0, deviation: nil) }
        let labels = try Charts.lowestTexts(DotPlot(title: "", axis: Axis(""), rows: rows).svg())
        #expect(labels.count >= 2)
        // A digit is 7.3 points wide.
        for (left, right) in zip(labels, labels.dropFirst()) { #expect(right.first > left.last + 7.3 + 3) }
    }

    /// Of three runs two are all right and one exploded; its mean and its bar are far off, to either side.
    @Test func `a mean that exploded is written at the edge, and the others fill the picture`() throws {
        func dots(_ rows: [DotPlot.Row]) throws -> String {
            let plot = DotPlot(title: "loss", axis: Axis("loss", extent: .withoutExplosions()), rows: rows)
            return String(decoding: try plot.svg(), as: UTF8.self)
        }
        let usual: [DotPlot.Row] = (1...6).map {
            let mean = 0.3 * Double($0)
            return .init("a", values: [mean, mean + 0.1], mean: mean + 0.05, deviation: 0.07)
        }
        let exploded = DotPlot.Row(
            "a", values: [2.3, 100, 402], mean: 168, deviation: 203, reading: "168.1 ± 203.4")
        /// Where the dots begin, after the panel, which is the first.
        func places(_ text: String) -> [Double] {
            text.matches(of: /<path [^>]*fill-opacity:1;[^>]*d="M ([0-9.]+) [0-9.]+ C/).dropFirst()
                .compactMap { Double($0.output.1) }
        }
        let (plain, wide) = (places(try dots(usual)), places(try dots(usual + [exploded])))
        try #require(plain.count == 6 && wide.count == 6, "\(plain.count), \(wide.count)")
        // The usual ones keep most of the width.
        let (before, after) = ((plain.max() ?? 0) - (plain.min() ?? 0), (wide.max() ?? 0) - (wide.min() ?? 0))
        #expect(after > 0.5 * before, "\(before), \(after)")
        #expect(
            try dots(usual + [exploded])
                != dots(
                    usual + [
                        {
                            var row = exploded; row.reading = ""; return row
                        }()
                    ]))
    }

    /// The reading of a mean is drawn where the mean lies beyond the axis.
    @Test(arguments: 1...3) func `one exploded run leaves at the edge beside as few others`(count: Int) throws {
        var rows = (1...count).map { index in
            let mean = 0.3 + Double(index) / 100
            return DotPlot.Row("a", values: [mean], mean: mean, deviation: nil)
        }
        rows.append(DotPlot.Row("exploded", values: [3e6], mean: 3e6, deviation: nil, reading: "3.000e+06"))
        var plot = DotPlot(title: "loss", axis: Axis("loss", extent: .withoutExplosions()), rows: rows)
        let read = try plot.svg()
        plot.rows[count].reading = ""
        #expect(try plot.svg() != read)
    }

    @Test func `values as large as there are can be drawn`() throws {
        for value in [1e306, 1.5e308, -1.7e308] {
            let row = DotPlot.Row("huge", values: [value, value], mean: value, deviation: .infinity)
            _ = try DotPlot(title: "", axis: Axis("loss", extent: .withoutExplosions()), rows: [row]).svg()
        }
    }
}
