import Figures
import Foundation
import TensorBoard
import TestSupport

/// A log folder as three sessions would leave it, and what was logged.
struct SampleLog {
    typealias Point = TensorBoardServer.Point

    static let start = 1_700_000_000.0
    static let names = ["adam,lr=0.001,seed=1", "adam,lr=0.001,seed=2", "sgd,lr=0.1"]
    static let tags = ["train/loss", "validation/accuracy"]

    let folder: TemporaryFolder
    /// What a reader has to find, by session and tag.
    private(set) var points: [String: [String: [Point]]] = [:]
    /// Records by session.
    private(set) var recordCounts: [String: Int] = [:]
    let picture: PNGImage

    init() throws {
        folder = try TemporaryFolder()
        let drawn = try LineChart(
            title: "curve", xAxis: Axis("x"), yAxis: Axis("y"),
            series: [Series(label: "line", points: [Point2D(x: 0, y: 0), Point2D(x: 1, y: 1)])]
        ).png(scale: 0.5)
        picture = PNGImage(bytes: drawn.bytes, width: drawn.width, height: drawn.height)
        for (index, name) in Self.names.enumerated() { try writeSession(index, name) }
    }

    func path(_ name: String) -> String { folder.file(name) }

    private typealias Point2D = Figures.Point

    private mutating func writeSession(_ index: Int, _ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        let start = Self.start + Double(index)
        let writer = try EventFileWriter(folder: path(name), wallTime: start)
        try writer.write(
            [
                .hyperParameterTable(Self.table), .sessionStart(Self.session(index, start: start)),
                .text(tag: "configuration", markdown: "| key | value |\n|---|---|\n| epochs | 5 |"),
            ], step: 0, wallTime: start)
        for step in 1...1500 {
            var loss = Float(2.3) / Float(step) + Float(index)
            if index == 2, step == 700 { loss = .nan }
            if index == 2, step == 701 { loss = .infinity }
            let accuracy = 1 - Float(0.9) / Float(step) - Float(index) / 8
            let values = zip(Self.tags, [loss, accuracy])
            try writer.write(values.map { .scalar(tag: $0, $1) }, step: step, wallTime: start + Double(step) / 100)
            for (tag, value) in values {
                points[name, default: [:]][tag, default: []].append(Point(step: step, value: Double(value)))
            }
        }
        try writer.write(Self.network, wallTime: start + 16)
        try writer.write(
            [
                .image(tag: "curve", picture), .histogram(tag: "weights/a", Self.buckets),
                .precisionRecall(tag: "shoes", Self.curve), .customScalars(Self.charts),
            ], step: 1500, wallTime: start + 16)
        try writer.close()
        let end = try EventFileWriter(folder: path(name), suffix: ".end", firstStep: nil, wallTime: start + 17)
        try end.write(
            [.sessionEnd(SessionEnd(status: index == 2 ? .failure : .success, endTime: start + 17))], step: 0,
            wallTime: start + 17)
        try end.close()
        // Version, START, the session, its steps, the network, the last step's other values.
        recordCounts[name] = 3 + 1500 + 2
    }

    static let buckets = [
        HistogramBucket(low: -1.5, high: 0, count: 7), HistogramBucket(low: 0, high: 1.5, count: 3),
    ]
    static let curve = PrecisionRecall(
        truePositives: [4, 3, 1], falsePositives: [6, 1, 0], trueNegatives: [0, 5, 6], falseNegatives: [0, 1, 3],
        precision: [0.4, 0.75, 1], recall: [1, 0.75, 0.25])
    static let charts = [ChartCategory("both", charts: [.init("of loss", tags: ["(train|validation)/loss$"])])]
    static let network = NetworkGraph([
        .init("input", operation: "samples"),
        .init("dense1", operation: "dense", inputs: ["input"], shape: [-1, 10], attributes: ["units": "10"]),
    ])

    private static let table = HyperParameterTable(
        name: "sample",
        columns: [
            HyperParameterColumn(name: "optimizer", domain: .strings(["adam", "sgd"])),
            HyperParameterColumn(name: "learning_rate", domain: .numbers(minimum: 0.001, maximum: 0.1)),
            HyperParameterColumn(name: "nesterov", domain: .bools),
        ],
        metrics: tags.map { MetricColumn(tag: $0) })

    private static func session(_ index: Int, start: Double) -> HyperParameterSession {
        HyperParameterSession(
            values: [
                "optimizer": .string(index < 2 ? "adam" : "sgd"), "learning_rate": .number(index < 2 ? 0.001 : 0.1),
                "nesterov": .bool(index == 2),
            ], group: index < 2 ? "adam,lr=0.001" : "sgd,lr=0.1", startTime: start)
    }
}
