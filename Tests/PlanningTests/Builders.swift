import Experiment
import Planning

/// A source map that answers with the path's own line number, or the nearest enclosing setting's.
struct Places: SourceMap {
    var lines: [String: Int]

    init(_ lines: [String: Int] = [:]) { self.lines = lines }

    func location(of path: String) -> SourceLocation? {
        var components = path.split(separator: ".")
        while !components.isEmpty {
            if let line = lines[components.joined(separator: ".")] {
                return SourceLocation(file: "a.yaml", line: line, column: 3)
            }
            components.removeLast()
        }
        return nil
    }

    func isWritten(_ path: String) -> Bool { lines[path] != nil }
}

/// One run as the decoder would give it.
/// - Parameter places: lines of its settings, and of its `name`.
func run(
    _ configuration: RunConfiguration = RunConfiguration(), name: String? = nil,
    varied: [(path: String, value: SettingValue)] = [], repeatsSeeds: Bool = false, entry: Int = 0, grid: Bool = false,
    line: Int = 1, places: [String: Int] = [:]
) -> RunSpec {
    let places = Places(places)
    return RunSpec(
        configuration: configuration, givenName: name, varied: varied.map { Setting($0.path, $0.value) },
        repeatsSeeds: repeatsSeeds, entryIndex: entry, comesFromGrid: grid,
        location: SourceLocation(file: "a.yaml", line: line, column: 5), namePlace: places.location(of: "name"),
        sources: places)
}

/// A run that sets a learning rate and nothing else.
func run(learningRate: Double, entry: Int = 0, grid: Bool = false, line: Int = 1) -> RunSpec {
    run(
        RunConfiguration(learningRate: .fixed(learningRate)), varied: [("learning_rate", .number(learningRate))],
        entry: entry, grid: grid, line: line)
}

/// A run whose rate a range test chooses.
func run(
    auto finder: FinderSettings, _ change: (inout RunConfiguration) -> Void = { _ in },
    varied: [(path: String, value: SettingValue)] = []
) -> RunSpec {
    var configuration = RunConfiguration(learningRate: .auto(finder))
    change(&configuration)
    return run(configuration, varied: [("learning_rate", .string("auto"))] + varied)
}

let fashion = DatasetSummary(
    input: SampleShape(channels: 1, height: 28, width: 28), classes: 10, trainingCount: 48_000,
    validationCount: 12_000, testCount: 10_000, checksum: "c0ffee")

func plan(
    _ runs: [RunSpec], baseSeed: UInt64 = 7, dataset: DatasetSummary = fashion, memoryLimit: Int? = nil
) throws(Diagnostics) -> RunPlan {
    try Planner.plan(
        ExperimentSpec(name: "trial", description: "A question?", baseSeed: baseSeed, runs: runs),
        memoryLimit: memoryLimit
    ) { _ throws(Diagnostic) in dataset }
}

/// What is wrong with `runs`, as `line: message` with its notes behind.
func problems(
    _ runs: [RunSpec], dataset: DatasetSummary = fashion, memoryLimit: Int? = nil
) -> [String] {
    do throws(Diagnostics) {
        _ = try plan(runs, dataset: dataset, memoryLimit: memoryLimit)
        return []
    } catch {
        return error.all.map { diagnostic in
            let notes = diagnostic.notes.map { note in
                " | \(note.location.map { "\($0.line): " } ?? "")\(note.message)"
            }
            return "\(diagnostic.location.map { "\($0.line): " } ?? "")\(diagnostic.message)\(notes.joined())"
        }
    }
}
