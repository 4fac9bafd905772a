import Foundation
import TestSupport
import Testing

@Suite(.enabled("needs TensorBoard from PyPI") { try TensorBoardServer.python() != nil })
struct TensorBoardTests {
    private struct Line: Decodable {
        var step: Int
        var split: String
        var loss: Double?
        var accuracy: Double?
        var learningRate: Double
    }

    @Test(arguments: TensorBoardServer.Loader.allCases, [false, true])
    func `TensorBoard reads back what metrics.jsonl says, rounded to Float32`(
        loader: TensorBoardServer.Loader, isDisturbed: Bool
    ) async throws {
        let python = try #require(try TensorBoardServer.python())
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 600}, epochs: 2, validate_every: 0.5, log_every: 2,
                    checkpoint_every: {steps: 2}}
                runs:
                  - grid: {learning_rate: [1e-3, auto]}
                    seeds: 2
                """)
        if isDisturbed {
            // Each run once, inside an epoch, and one at a time: of two ends without a checkpoint in between it would be
            // suspected.
            for point in [
                "=0.001,seed=7/last.safetensors:done#3", "=0.001,seed=8/tfevents:write#4",
                "=auto,seed=7/last.safetensors:done#3", "=auto,seed=8/run.json:write#5",
            ] {
                let fault = ["XRUN_DEBUG_FAULT": "kill@\(point)"]
                let killed = try program.xrun("experiment.yaml", "--jobs", "1", environment: fault)
                #expect(killed.status == SIGKILL, "\(point): \(killed.output)")
            }
        }
        let finished = try program.xrun("experiment.yaml")
        #expect(finished.status == 0, "\(finished)")
        let names = try program.summary().runs.map(\.name)
        let server = try await TensorBoardServer(
            logFolder: program.folder.file("runs/experiment"), loader: loader, python: python)
        let runs = try await server.ask {
            try await server.runs()
        } until: {
            Set($0).isSuperset(of: names)
        }
        #expect(Set(runs).isSuperset(of: names))
        #expect(!runs.contains("."))

        for name in names {
            let lines = try program.text("runs/experiment/\(name)/metrics.jsonl").split(separator: "\n").map {
                try JSONDecoder.xrun.decode(Line.self, from: Data($0.utf8))
            }
            let test = try JSONDecoder().decode(
                JSONValue.self, from: Data(program.text("runs/experiment/\(name)/run.json").utf8))["test"]
            let score = try #require(test?["loss"]?.number)
            let point = TensorBoardServer.Point(step: lines.last?.step ?? 0, value: Double(Float(score)))
            let shown = try await server.ask {
                try await server.scalars(run: name, tag: "test/loss")
            } until: {
                $0 == [point]
            }
            #expect(shown == [point])
            for split in ["train", "validation"] {
                for (tag, value) in [("loss", \Line.loss), ("accuracy", \Line.accuracy)] {
                    let expected = lines.filter { $0.split == split }.compactMap { line in
                        line[keyPath: value].map { TensorBoardServer.Point(step: line.step, value: Double(Float($0))) }
                    }
                    let shown = try await server.ask {
                        try await server.scalars(run: name, tag: "\(split)/\(tag)")
                    } until: {
                        $0 == expected
                    }
                    #expect(shown == expected, "\(name) \(split)/\(tag)")
                    #expect(!expected.isEmpty)
                }
            }
            // The best so far, whenever it got better.
            let accuracies = lines.filter { $0.split == "validation" }.compactMap { line in
                line.accuracy.map { TensorBoardServer.Point(step: line.step, value: Double(Float($0))) }
            }
            let bests = accuracies.enumerated().filter { index, point in
                accuracies[..<index].allSatisfy { $0.value < point.value }
            }.map(\.element)
            let best = try await server.ask {
                try await server.scalars(run: name, tag: "validation/best_accuracy")
            } until: {
                $0 == bests
            }
            #expect(best == bests && !bests.isEmpty)
        }
        // How the Python loader says that it forgets the steps that were done again.
        let warnings = try server.warnings.filter { !isDisturbed || !$0.contains("Detected out of order event.step") }
        #expect(warnings == [])
    }

    /// What stands beside the scalars, of a grid with seeds and one chosen rate, which begins after later runs.
    @Test(arguments: TensorBoardServer.Loader.allCases)
    func `every page of TensorBoard has the experiment's runs, in the plan's order`(
        loader: TensorBoardServer.Loader
    ) async throws {
        let python = try #require(try TensorBoardServer.python())
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 600}, epochs: 1, validate_every: 0.5, histograms: true}
                runs:
                  - learning_rate: auto
                    seeds: 2
                  - grid: {learning_rate: [1e-2, 1e-3]}
                    seeds: 2
                """)
        #expect(try program.xrun("experiment.yaml").status == 0)
        let names = try program.summary().runs.map(\.name)
        #expect(names.count == 6)
        let server = try await TensorBoardServer(
            logFolder: program.folder.file("runs/experiment"), loader: loader, python: python)
        let plugins: Set = [
            "scalars", "timeseries", "images", "text", "hparams", "histograms", "distributions", "custom_scalars",
            "graphs", "pr_curves",
        ]
        let active = try await server.ask {
            try await server.activePlugins()
        } until: {
            $0.isSuperset(of: plugins)
        }
        #expect(active.isSuperset(of: plugins))
        let runs = try await server.ask {
            try await server.runs()
        } until: {
            $0.count == 7
        }
        #expect(runs.filter(names.contains) == names)
        let finder = try program.list("runs/experiment/finder").map { "finder/\($0)" }
        #expect(runs.filter { !names.contains($0) } == finder)

        // Seeds of one configuration are one row, and its numbers their means.
        let groups = try await server.ask {
            try await server.sessionGroups()
        } until: { groups in
            groups.flatMap { $0["sessions"]?.elements ?? [] }.count == 6
        }
        #expect(groups.count == 3)
        #expect(groups.allSatisfy { $0["sessions"]?.elements.count == 2 })
        #expect(
            groups.compactMap { $0["hparams"]?["learning_rate_from"]?.string }.sorted() == ["auto", "fixed", "fixed"])

        for name in names { try await expectPages(of: name, program, server) }
        for name in finder {
            let texts = try await server.ask {
                try await server.text(run: name, tag: "result")
            } until: {
                !$0.isEmpty
            }
            let result = texts.joined()
            #expect(result.contains("Suggests the learning rate"), "\(result)")
            try await expectCurve(of: name, program, server)
        }
        #expect(try server.warnings == [])
    }

    /// Expects the curve of a range test as its record has it, and its picture.
    private func expectCurve(of name: String, _ program: Program, _ server: TensorBoardServer) async throws {
        let record = try JSONDecoder().decode(
            JSONValue.self, from: Data(program.text("runs/experiment/\(name)/finder.json").utf8))
        let curve = record["curve"]?.elements ?? []
        #expect(!curve.isEmpty)
        for key in ["learning_rate", "loss", "smoothed_loss"] {
            let numbers = curve.compactMap { $0[key]?.number }
            #expect(numbers.count == curve.count, "\(key)")
            let expected = numbers.enumerated().map { step, number in
                TensorBoardServer.Point(step: step, value: Double(Float(number)))
            }
            let shown = try await server.ask {
                try await server.scalars(run: name, tag: "finder/\(key)")
            } until: {
                $0 == expected
            }
            #expect(shown == expected, "\(name) finder/\(key)")
        }
        let images = try await server.ask {
            try await server.images(run: name, tag: "finder/curve")
        } until: {
            !$0.isEmpty
        }
        #expect(images.count == 1 && images.allSatisfy { $0.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
    }

    private func expectPages(of name: String, _ program: Program, _ server: TensorBoardServer) async throws {
        let inspection = try JSONDecoder().decode(
            JSONValue.self, from: Data(program.text("runs/experiment/\(name)/inspection.json").utf8))
        let rows = (inspection["confusion_matrix"]?.elements ?? []).map { $0.elements.compactMap(\.number) }
        let samples = rows.joined().reduce(0, +)
        let record = try JSONDecoder().decode(
            JSONValue.self, from: Data(program.text("runs/experiment/\(name)/run.json").utf8))
        let accuracy = try #require(record["validation_last"]?["accuracy"]?.number)
        #expect(abs(rows.indices.reduce(0) { $0 + rows[$1][$1] } / samples - accuracy) < 1e-12)

        for (index, className) in (inspection["classes"]?.elements.compactMap(\.string) ?? []).enumerated() {
            let tag = "precision_recall/\(className)"
            let found = try await server.ask {
                try await server.precisionRecallCurve(run: name, tag: tag)
            } until: {
                $0 != nil
            }
            let curve = try #require(found)
            let numbers = { (key: String) in (curve[key]?.elements ?? []).compactMap(\.number) }
            let (truePositives, missed) = (numbers("true_positives"), numbers("false_negatives"))
            // At the threshold 0 every sample is taken for the class.
            #expect(truePositives.first == rows[index].reduce(0, +))
            #expect(numbers("recall").first == 1 && missed.first == 0)
            #expect(numbers("false_positives").first == samples - rows[index].reduce(0, +))
            #expect(zip(truePositives, truePositives.dropFirst()).allSatisfy { $0 >= $1 })
        }

        // (weights, gradients) of the first convolution, 6 filters of 5×5, at both validations.
        for tag in ["weights/conv1.weight", "gradients/conv1.weight"] {
            let histograms = try await server.ask {
                try await server.histograms(run: name, tag: tag)
            } until: {
                $0.count == 2
            }
            #expect(histograms.values.allSatisfy { $0.reduce(0) { $0 + $1[2] } == 150 }, "\(tag): \(histograms)")
        }
        for chart in ["loss", "accuracy"] {
            let tags = try await server.customSeries(run: name, matching: "(train|validation)/\(chart)$")
            #expect(tags.keys.sorted() == ["train/\(chart)", "validation/\(chart)"])
        }
        let graph = try #require(try await server.graph(run: name))
        for layer in ["conv1", "relu1", "max_pool2d1", "conv2", "flatten1", "dense1", "dense2", "dense3"] {
            #expect(graph.contains("name: \"\(layer)\""), "\(layer)")
        }
        for picture in ["confusion_matrix", "most_confidently_wrong"] {
            let images = try await server.images(run: name, tag: "validation_samples/\(picture)")
            #expect(images.count == 1 && images.allSatisfy { $0.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
        }
        let configuration = try await server.text(run: name, tag: "configuration").joined()
        #expect(configuration.contains("<td><code>epochs</code></td>"), "\(configuration.prefix(300))")
        let result = try await server.text(run: name, tag: "result").joined()
        #expect(result.contains("best validation accuracy</td>"), "\(result)")
    }
}
