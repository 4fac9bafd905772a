import Experiment
import Foundation
import Spec
import TestSupport

/// The text of an experiment file, decoded.
func decode(_ text: String, settings: [String] = [], file: String = "test.yaml") throws(Diagnostics) -> ExperimentSpec {
    try ExperimentFile.decode(Array(text.utf8), file: file, settings: settings)
}

/// What tells each run of a text apart: `learning_rate=1e-5 optimizer=sgd`.
func varied(_ text: String, settings: [String] = []) throws -> [String] {
    try decode(text, settings: settings).runs.map(\.variedText)
}

/// What is wrong with a text, as a user reads it; empty where nothing is.
func complaints(
    about bytes: [UInt8], settings: [String] = [], file: String = "test.yaml", color: Bool = false
) -> String {
    var renderer = DiagnosticRenderer(texts: [file: bytes], settings: settings, color: color)
    do {
        return renderer.render(try ExperimentFile.decode(bytes, file: file, settings: settings).remarks)
    } catch {
        return renderer.render(error.all)
    }
}

func complaints(about text: String, settings: [String] = []) -> String {
    complaints(about: Array(text.utf8), settings: settings)
}

/// The files of one folder of `Cases`, by name without the ending.
/// - Throws: where there are none: a test of no cases would pass.
func caseNames(_ folder: String) throws -> [String] {
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(casesFolder)/\(folder)")
    let names = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    if names.isEmpty { throw NoCases(folder: folder) }
    return names
}

private struct NoCases: Error { var folder: String }

let casesFolder = Repository.root + "/Tests/SpecTests/Cases"

extension RunSpec {
    /// `learning_rate=1e-5 optimizer=sgd`
    var variedText: String { varied.map { "\($0.key)=\($0.value.spelling)" }.joined(separator: " ") }
}

extension ExperimentSpec {
    /// One line for the file and one for each run: what tells it apart, and all that is not default.
    var summary: String {
        let defaults = Dictionary(
            uniqueKeysWithValues: RunConfiguration().settings.leaves().map { ($0.key, $0.value) })
        let head =
            "\(name) | \(description ?? "-") | \(objective.metric.rawValue) \(objective.moment.rawValue) | seed \(baseSeed)\n"
        return head
            + runs.map { run in
                let marks = "\(run.entryIndex)\(run.comesFromGrid ? " grid" : "")\(run.repeatsSeeds ? " seeds" : "")"
                let settings = run.configuration.settings.leaves()
                    .filter { defaults[$0.key] != $0.value }
                    .map { "\($0.key)=\($0.value.spelling)" }
                return "\(marks) | \(run.givenName ?? "-") | \(run.variedText) | \(settings.joined(separator: " "))\n"
            }.joined()
    }
}
