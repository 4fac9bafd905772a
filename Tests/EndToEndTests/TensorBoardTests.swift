import Foundation
import TestSupport
import Testing

@Suite struct TensorBoardTests {
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
        guard let python = try TensorBoardServer.python() else { return }
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 600}, epochs: 2, validate_every: 0.5, log_every: 2,
                    checkpoint_every: {steps: 2}}
                runs:
                  - grid: {learning_rate: [1e-3, auto]}
                    seeds: 2
                """)
        if isDisturbed {
            // Killed inside an epoch three times, then once at a record, which may be that of a run's end.
            for point in [
                "last.safetensors:done#3", "metrics.jsonl:write#4", "last.safetensors:done#3", "run.json:write#5",
            ] {
                let fault = ["XRUN_DEBUG_FAULT": "kill@\(point)"]
                #expect(try program.xrun("experiment.yaml", environment: fault).status == SIGKILL, "\(point)")
            }
        }
        // A run that was killed twice in a row before a checkpoint has its turn at the second start.
        var status: Int32 = 1
        for _ in 1...3 where status != 0 { status = try program.xrun("experiment.yaml").status }
        #expect(status == 0)
        let names = try program.summary().runs.map(\.name)
        let server = try await TensorBoardServer(
            logFolder: program.folder.file("runs/experiment"), loader: loader, python: python)
        let runs = try await server.ask { try await server.runs() } until: { Set($0).isSuperset(of: names) }
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
            } until: { $0 == [point] }
            #expect(shown == [point])
            for split in ["train", "validation"] {
                for (tag, value) in [("loss", \Line.loss), ("accuracy", \Line.accuracy)] {
                    let expected = lines.filter { $0.split == split }.compactMap { line in
                        line[keyPath: value].map { TensorBoardServer.Point(step: line.step, value: Double(Float($0))) }
                    }
                    let shown = try await server.ask {
                        try await server.scalars(run: name, tag: "\(split)/\(tag)")
                    } until: { $0 == expected }
                    #expect(shown == expected, "\(name) \(split)/\(tag)")
                    #expect(!expected.isEmpty)
                }
            }
        }
        // How the Python loader says that it forgets the steps that were done again.
        let warnings = try server.warnings.filter { !isDisturbed || !$0.contains("Detected out of order event.step") }
        #expect(warnings == [])
    }
}
