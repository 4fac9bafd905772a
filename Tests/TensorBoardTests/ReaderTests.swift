import Foundation
import TensorBoard
import TestSupport
import Testing

/// What TensorBoard itself makes of our files. Needs Python and PyPI.
@Suite(.enabled("needs TensorBoard from PyPI") { try TensorBoardServer.python() != nil })
struct ReaderTests {
    @Test func `every record parses and every scalar is equal`() throws {
        let log = try SampleLog()
        let reader = TensorBoardReader(python: try #require(try TensorBoardServer.python()))
        for name in SampleLog.names {
            let contents = try reader.read(log.path(name))
            #expect(contents.recordCounts.values.sorted() == [2, log.recordCounts[name]])
            #expect(Set(contents.scalars.keys) == Set(SampleLog.tags))
            for tag in SampleLog.tags {
                #expect(Self.same(contents.scalars[tag], log.points[name]?[tag]))
                let raw = contents.values.filter { $0.tag == tag }
                #expect(Self.same(raw.map { .init(step: $0.step, value: $0.scalar ?? 0) }, log.points[name]?[tag]))
            }
            #expect(contents.values.filter { $0.plugin == "hparams" }.count == 3)
        }
    }

    @Test(arguments: TensorBoardServer.Loader.allCases)
    func `shows everything that was logged`(loader: TensorBoardServer.Loader) async throws {
        let log = try SampleLog()
        let server = try await TensorBoardServer(
            logFolder: log.folder.path, loader: loader, python: try #require(try TensorBoardServer.python()))
        try await expectSeries(of: log, on: server)
        try await expectTable(of: log, on: server)
        try await expectPages(on: server)
        #expect(try server.warnings == [])
    }

    private func expectSeries(of log: SampleLog, on server: TensorBoardServer) async throws {
        for name in SampleLog.names {
            for tag in SampleLog.tags {
                let points = try await server.ask {
                    try await server.scalars(run: name, tag: tag)
                } until: {
                    $0.count == 1500
                }
                #expect(Self.same(points, log.points[name]?[tag]))
            }
            let text = try await server.ask {
                try await server.text(run: name, tag: "configuration")
            } until: {
                !$0.isEmpty
            }
            #expect(text.count == 1 && text[0].contains("<td>epochs</td>\n<td>5</td>"))
            let images = try await server.ask {
                try await server.images(run: name, tag: "curve")
            } until: {
                !$0.isEmpty
            }
            #expect(images == [log.picture.bytes])
        }
        #expect(try await server.runs() == SampleLog.names)
        #expect(try await server.scalarTags().values.allSatisfy { $0 == Set(SampleLog.tags) })
    }

    private func expectPages(on server: TensorBoardServer) async throws {
        let plugins: Set = [
            "scalars", "timeseries", "images", "text", "hparams", "histograms", "distributions", "custom_scalars",
            "graphs", "pr_curves",
        ]
        let active = try await server.ask {
            try await server.activePlugins()
        } until: {
            $0.isSuperset(of: plugins)
        }
        #expect(active.isDisjoint(with: ["audio", "mesh", "debugger-v2", "profile"]))
        for name in SampleLog.names {
            let histograms = try await server.histograms(run: name, tag: "weights/a")
            #expect(histograms == [1500: SampleLog.buckets.map { [$0.low, $0.high, $0.count] }])
            let curve = try #require(try await server.precisionRecallCurve(run: name, tag: "shoes"))
            #expect(curve["step"]?.number == 1500)
            for (key, values) in [
                ("precision", SampleLog.curve.precision), ("recall", SampleLog.curve.recall),
                ("true_positives", SampleLog.curve.truePositives), ("false_positives", SampleLog.curve.falsePositives),
                ("true_negatives", SampleLog.curve.trueNegatives), ("false_negatives", SampleLog.curve.falseNegatives),
            ] {
                #expect(curve[key]?.elements.map(\.number) == values.map(Double.init), "\(key)")
            }
            #expect(curve["thresholds"]?.elements.map(\.number) == [0, 0.5, 1])
            let series = try await server.customSeries(run: name, matching: "(train|validation)/loss$")
            #expect(series.keys.sorted() == ["train/loss"])
            let graph = try #require(try await server.graph(run: name))
            for part in [#"name: "dense1""#, #"op: "dense""#, #"input: "input""#, "size: -1", "size: 10"] {
                #expect(graph.contains(part), "\(graph)")
            }
        }
        let chart = try await server.customCharts()["category"]?[0]
        #expect(chart?["title"] == .string("both"))
        #expect(chart?["chart"]?[0]?["multiline"]?["tag"] == .array([.string("(train|validation)/loss$")]))
    }

    private func expectTable(of log: SampleLog, on server: TensorBoardServer) async throws {
        let groups = try await server.ask {
            try await server.sessionGroups()
        } until: { groups in
            let sessions = groups.flatMap { $0["sessions"]?.elements ?? [] }
            let steps = sessions.flatMap { $0["metricValues"]?.elements ?? [] }.map { $0["trainingStep"]?.number }
            return sessions.count == 3 && steps == [Double](repeating: 1500, count: 6)
                && sessions.allSatisfy { $0["status"] != .string("STATUS_UNKNOWN") }
        }
        try #require(groups.count == 2)
        let experiment = try await server.hyperParameterExperiment()
        let infos = (experiment["hparamInfos"]?.elements ?? []).map { ($0["name"]?.string ?? "", $0) }
        let columns = Dictionary(infos) { first, _ in first }
        #expect(infos.count == 3 && columns.count == 3)
        #expect(columns["optimizer"]?["type"] == .string("DATA_TYPE_STRING"))
        #expect(columns["optimizer"]?["domainDiscrete"] == .array([.string("adam"), .string("sgd")]))
        #expect(columns["learning_rate"]?["type"] == .string("DATA_TYPE_FLOAT64"))
        let interval = JSONValue.object(["minValue": .number(0.001), "maxValue": .number(0.1)])
        #expect(columns["learning_rate"]?["domainInterval"] == interval)
        #expect(columns["nesterov"]?["type"] == .string("DATA_TYPE_BOOL"))
        let metrics = experiment["metricInfos"]?.elements ?? []
        #expect(metrics.map { $0["name"]?["tag"]?.string } == SampleLog.tags)

        // The first group holds two seeds: their metrics are averaged.
        let last = SampleLog.names.map { name in SampleLog.tags.map { log.points[name]?[$0]?.last?.value ?? .nan } }
        let means = [zip(last[0], last[1]).map { ($0 + $1) / 2 }, last[2]]
        for (group, (name, mean)) in zip(groups, zip(["adam,lr=0.001", "sgd,lr=0.1"], means)) {
            #expect(group["name"] == .string(name))
            #expect(group["hparams"]?["nesterov"] == .bool(name.hasPrefix("sgd")))
            #expect(group["hparams"]?["learning_rate"] == .number(name.hasPrefix("sgd") ? 0.1 : 0.001))
            let values = (group["metricValues"]?.elements ?? []).map { $0["value"]?.number ?? .nan }
            #expect(values.count == 2 && zip(values, mean).allSatisfy { abs($0 - $1) < 1e-12 })
        }
        let statuses = groups.flatMap { $0["sessions"]?.elements ?? [] }.map { $0["status"] }
        #expect(statuses == ["STATUS_SUCCESS", "STATUS_SUCCESS", "STATUS_FAILURE"].map { .string($0) })
    }

    @Test(arguments: TensorBoardServer.Loader.allCases)
    func `a torn end hides only itself, and a second writer replaces what follows its first step`(
        loader: TensorBoardServer.Loader
    ) async throws {
        let folder = try TemporaryFolder()
        for run in ["torn", "continued"] {
            try FileManager.default.createDirectory(atPath: folder.file(run), withIntermediateDirectories: true)
            let writer = try EventFileWriter(folder: folder.file(run), wallTime: 1000)
            for step in 1...20 { try writer.write([.scalar(tag: "loss", 1)], step: step, wallTime: 1000) }
            try writer.close()
            let contents = try Data(contentsOf: URL(fileURLWithPath: writer.path))
            try contents.dropLast(5).write(to: URL(fileURLWithPath: writer.path))
        }
        // Within the same second.
        let second = try EventFileWriter(folder: folder.file("continued"), firstStep: 11, wallTime: 1000)
        for step in 11...30 { try second.write([.scalar(tag: "loss", 2)], step: step, wallTime: 1001) }
        try second.close()

        let server = try await TensorBoardServer(
            logFolder: folder.path, loader: loader, python: try #require(try TensorBoardServer.python()))
        let torn = (1...19).map { TensorBoardServer.Point(step: $0, value: 1) }
        let continued = (1...30).map { TensorBoardServer.Point(step: $0, value: $0 < 11 ? 1 : 2) }
        for (run, wanted) in [("torn", torn), ("continued", continued)] {
            let points = try await server.ask {
                try await server.scalars(run: run, tag: "loss")
            } until: {
                $0 == wanted
            }
            #expect(points == wanted)
        }
        // The Python loader tells of the points that it was asked to forget.
        #expect(try server.warnings.allSatisfy { loader == .python && $0.contains("Purging") })
    }

    /// Equal to the last bit, not-a-number equal to itself.
    private static func same(_ left: [TensorBoardServer.Point]?, _ right: [TensorBoardServer.Point]?) -> Bool {
        guard let left, let right else { return false }
        return left.map(\.step) == right.map(\.step)
            && zip(left, right).allSatisfy { $0.value == $1.value || ($0.value.isNaN && $1.value.isNaN) }
    }
}
