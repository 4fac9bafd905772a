import Figures
import Foundation
import TestSupport
import Testing

@Suite struct LineChartTests {
    @Test(.enabled("needs Python") { try Shell.has("python3") })
    func `draws a picture of the size it says, with every line in its colour`() throws {
        let picture = try Charts.manyRuns(4).png(scale: 0.75)
        #expect(picture.width == 720 && picture.height == 405)
        let decoded = try Self.decode(picture.bytes)
        #expect(decoded["size"] == .array([.number(720), .number(405)]))
        // Okabe and Ito's blue, vermilion, green and purple; not the orange of a fifth line.
        let colors = Set(decoded["colors"]?.elements.compactMap(\.string) ?? [])
        #expect(colors.isSuperset(of: ["0072b2", "d55e00", "009e73", "cc79a7"]))
        #expect(!colors.contains("e69f00"))
        // Its own light ground, to the very edge of the plot.
        #expect(decoded["corner"] == .string("ffffff"))
    }

    @Test(
        .enabled("needs Python") { try Shell.has("python3") },
        arguments: [Charts.manyRuns(20), Charts.rangeTest, Charts.odd, Charts.empty])
    func `is one well-formed document for one chart`(chart: LineChart) throws {
        let (first, second) = (try chart.svg(), try chart.svg())
        #expect(first == second)
        let text = String(decoding: first, as: UTF8.self)
        #expect(text.contains(#"width="960px" height="540px""#) && text.contains(#"viewBox="0 0 960 540""#))
        #expect(!text.contains("nan") && !text.contains("inf"))
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "chart.svg")
        let parsed = try Shell.run("python3", ["-c", "import sys, xml.dom.minidom as m; m.parse(sys.argv[1])", path])
        #expect(parsed.status == 0, "\(parsed.errors)")
    }

    @Test func `is another document for another chart`() throws {
        var chart = Charts.rangeTest
        let before = try chart.svg()
        chart.marks[0].x *= 1.5
        #expect(try chart.svg() != before)
    }

    @Test func `tells twenty lines apart`() throws {
        let text = String(decoding: try Charts.manyRuns(20).svg(), as: UTF8.self)
        // Each line is drawn in the plot and in the legend; a pair of colour and dash belongs to one line only.
        let styles = text.matches(of: /<path [^>]*?style="fill:none;[^"]*?stroke-width:1\.75;[^"]*"/).map {
            String($0.output).replacing(/^.* style=/, with: "")
        }
        let uses = Dictionary(grouping: styles, by: { $0 }).values.map(\.count)
        #expect(uses == [Int](repeating: 2, count: 20))
    }

    @Test func `a line of which nothing is seen stands in no legend`() throws {
        var chart = Charts.manyRuns(4)
        chart.yAxis.extent = .withoutExplosions()
        let points = [1.0, 2].map { Point(x: $0, y: $0 * 1e30) }
        // The first colours with a dash.
        chart.series.append(Series(label: "exploded", points: points, color: 7))
        chart.series.append(Series(label: "none", points: [], color: 8))
        func dashes() throws -> Int {
            String(decoding: try chart.svg(), as: UTF8.self).ranges(of: "stroke-dasharray:7,3;").count
        }
        // In the plot the frame cuts it off.
        let unseen = try dashes()
        #expect(unseen <= 1)
        #expect(chart.seenLines == [0, 1, 2, 3])
        // The band of one that explodes with another seed is seen.
        chart.series[4].band = [BandPoint(x: 1, low: 0.5, high: 1e30), BandPoint(x: 2, low: 0.5, high: 1e30)]
        #expect(try dashes() == unseen + 1)
    }

    @Test func `a line that does not set the scale moves no other one`() throws {
        let chart = Charts.manyRuns(4)
        /// The first line as it is drawn.
        func first(_ chart: LineChart) throws -> String? {
            String(decoding: try chart.svg(), as: UTF8.self)
                .firstMatch(of: /<path [^>]*stroke-width:1\.75;[^>]*? d="([^"]*)"/).map { String($0.output.1) }
        }
        var beside = chart
        let high = Series(
            label: chart.series[3].label, points: [1.0, 2].map { Point(x: $0, y: 20 * $0) }, setsScale: false)
        beside.series.append(high)
        var scaled = chart
        scaled.series.append(
            {
                var line = high; line.setsScale = true; return line
            }())
        // Drawn from the last line to the first.
        let last = try #require(try first(scaled))
        #expect(last != (try first(beside)))
        func paths(_ chart: LineChart) throws -> Set<String> {
            Set(
                String(decoding: try chart.svg(), as: UTF8.self)
                    .matches(of: /<path [^>]*stroke-width:1\.75;[^>]*? d="([^"]*)"/).map { String($0.output.1) })
        }
        // All four lines of the plot stand where they stood.
        #expect(try paths(chart).filter { $0.contains(" L ") && $0.count > 100 }.isSubset(of: paths(beside)))
        #expect(!(try paths(chart).filter { $0.contains(" L ") && $0.count > 100 }.isSubset(of: paths(scaled))))
        // Where no line sets it, all do.
        var none = scaled
        for index in none.series.indices { none.series[index].setsScale = false }
        #expect(try none.svg() == scaled.svg())
    }

    @Test func `the names of marks stand on all of their lines`() throws {
        var chart = Charts.rangeTest
        chart.marks += [Mark("valley 1e-3", x: 1e-3, emphasis: .faint), Mark("slide 5e-3", x: 5e-3, emphasis: .faint)]
        let text = String(decoding: try chart.svg(), as: UTF8.self)
        let lines = text.ranges(of: "stroke-dasharray:4,3;")
        let patches = text.ranges(of: "fill-opacity:0.85;")
        #expect(lines.count == 3 && patches.count == 3)
        let (lastLine, firstPatch) = (try #require(lines.last), try #require(patches.first))
        #expect(lastLine.lowerBound < firstPatch.lowerBound)
    }

    @Test func `a mark has its dot on its line, and none where the line does not reach`() throws {
        let line = Series(label: "", points: [Point(x: 1, y: 2), Point(x: 2, y: 3)])
        /// The lines and the dots in the colour of marks.
        func drawn(_ mark: Mark) throws -> [Int] {
            let chart = LineChart(title: "", xAxis: Axis(""), yAxis: Axis(""), series: [line], marks: [mark])
            let text = String(decoding: try chart.svg(), as: UTF8.self)
            return [
                text.ranges(of: "stroke:rgb(70.196078%,0%,0%)").count,
                text.matches(of: /<path [^>]*fill:rgb\(70\.196078%,0%,0%\)/).count,
            ]
        }
        for x in [1, 1.3, 2] { #expect(try drawn(Mark("", x: x, line: 0)) == [1, 1]) }
        #expect(try drawn(Mark("", x: 0.5, line: 0)) == [1, 0])
        #expect(try drawn(Mark("", x: 2.5, line: 0)) == [1, 0])
        #expect(try drawn(Mark("", x: 1.3)) == [1, 0])
    }

    @Test func `faint marks and a shaded range widen no axis`() throws {
        var chart = Charts.manyRuns(1)
        let plain = try chart.svg()
        chart.marks = [Mark("far below", x: -1000, emphasis: .faint), Mark("far above", x: 1000, emphasis: .faint)]
        #expect(try chart.svg() == plain)
        chart.shadedRange = ShadedRange("everywhere", -100...100)
        let shaded = try chart.svg()
        #expect(shaded != plain)
        chart.shadedRange = ShadedRange("everywhere", -1000...1000)
        #expect(try chart.svg() == shaded)
        chart.shadedRange = ShadedRange("nowhere", 100...1000)
        #expect(try chart.svg() == plain)
        // One that the chart is about does.
        chart.shadedRange = nil
        chart.marks[0].emphasis = .normal
        #expect(try chart.svg() != plain)
    }

    /// Ladders of learning rates that differ in their last digits only.
    @Test(arguments: [1e-3...1.1e-3, 1e-3...1.037e-3, 1e-12...1.037e-12, 0.1...0.1001, 1e6...1_000_002.35])
    func `the labels of a narrow axis stand apart`(range: ClosedRange<Double>) throws {
        for scale in [Axis.Scale.linear, .logarithmic] {
            let points = [Point(x: range.lowerBound, y: 1), Point(x: range.upperBound, y: 2)]
            let chart = LineChart(
                title: "", xAxis: Axis("", scale: scale), yAxis: Axis(""), series: [Series(label: "", points: points)])
            let labels = try Charts.lowestTexts(chart.svg())
            #expect(labels.count >= 2)
            // A digit is 7.3 points wide.
            for (left, right) in zip(labels, labels.dropFirst()) { #expect(right.first > left.last + 7.3 + 3) }
        }
    }

    @Test func `numbers as large as there are can be drawn`() throws {
        for value in [1e306, 1.5e308, -1.7e308] {
            for extent in [Axis.Extent.all, .withoutExplosions()] {
                let points = [Point(x: 1, y: value), Point(x: 1.5e308, y: value)]
                let line = Series(label: "huge", points: points, band: [BandPoint(x: 1, low: -value, high: value)])
                let chart = LineChart(
                    title: "", xAxis: Axis("epoch"), yAxis: Axis("loss", extent: extent), series: [line])
                let text = String(decoding: try chart.svg(), as: UTF8.self)
                #expect(!text.contains("nan") && !text.contains("inf"))
            }
        }
    }

    @Test(.enabled("needs Python") { try Shell.has("python3") })
    func `a crowd of lines and endless names fit`() throws {
        let name = String(repeating: "learning_rate=1e-3,", count: 100)
        let lines = (0..<200).map { run in
            Series(label: "\(run) \(name)\n", points: [Point(x: 0, y: Double(run)), Point(x: 1, y: 1)])
        }
        let chart = LineChart(
            title: name, xAxis: Axis(name), yAxis: Axis(name), series: lines, marks: [Mark(name, x: 0.5, line: 3)],
            shadedRange: ShadedRange(name, 0.2...0.4))
        _ = try chart.svg()
        let decoded = try Self.decode(try chart.png(scale: 1).bytes)
        #expect(decoded["corner"] == .string("ffffff"))
    }

    @Test func `refuses a picture that no memory can hold, in words`() {
        #expect { try Charts.empty.png(scale: 1e5) } throws: { error in
            (error as? FigureError)?.message.isEmpty == false
        }
    }

    /// Decodes a PNG by its specification, with nothing but Python's own zlib.
    private static func decode(_ bytes: [UInt8]) throws -> JSONValue {
        let folder = try TemporaryFolder()
        let path = try folder.write(Data(bytes), to: "chart.png")
        let result = try Shell.run("python3", ["-c", decoder, path])
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
    }

    private static let decoder = """
        import collections, json, struct, sys, zlib
        data = open(sys.argv[1], "rb").read()
        assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
        at, packed = 8, b""
        while at < len(data):
            length, kind = struct.unpack(">I4s", data[at:at + 8])
            body = data[at + 8:at + 8 + length]
            assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0]
            if kind == b"IHDR": width, height, depth, color, _, _, interlace = struct.unpack(">IIBBBBB", body)
            if kind == b"IDAT": packed += body
            at += 12 + length
        assert (kind, depth, color, interlace) == (b"IEND", 8, 2, 0)
        raw, stride, above, rows = zlib.decompress(packed), 3 * width, bytearray(3 * width), []
        for y in range(height):
            filter, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
            for i in range(stride):
                a, b, c = (line[i - 3] if i > 2 else 0), above[i], (above[i - 3] if i > 2 else 0)
                if filter == 1: line[i] = line[i] + a & 255
                elif filter == 2: line[i] = line[i] + b & 255
                elif filter == 3: line[i] = line[i] + (a + b) // 2 & 255
                elif filter == 4:
                    p = a + b - c
                    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
                    line[i] = line[i] + (a if pa <= pb and pa <= pc else b if pb <= pc else c) & 255
            rows.append(line); above = line
        pixels = collections.Counter(bytes(row[i:i + 3]).hex() for row in rows for i in range(0, stride, 3))
        corner = bytes(rows[0][0:3]).hex()
        print(json.dumps({"size": [width, height], "corner": corner,
                          "colors": [c for c, n in pixels.items() if n > 20]}))
        """
}
