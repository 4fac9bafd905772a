import ArgumentParser
import Experiment
import Foundation
import Glibc
import Reporting

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write an experiment file to begin with. It runs as it is.")

    @Argument(
        help: "The file to write; an existing one is left alone.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "experiment.yaml"

    @OptionGroup var color: ColorOptions

    func run() throws {
        do throws(ReportingError) {
            try ChosenFile.create(Array((Self.schemaLine(for: file) + Self.text).utf8), at: file)
        } catch .system(_, _, EEXIST) {
            StandardError.error("'\(file)' exists already; it is left as it is")
            throw ExitStatus.wrongInput
        } catch {
            throw error.reported(ofChosen: file)
        }
        let argument = ShellWord.lastArgument(file)
        StandardOutput.print(
            "\(ShellWord.quoted(file)) is written. Next: xrun plan \(argument), then xrun \(argument)")
    }

    /// Where a repository of experiments keeps the schema.
    private static let schema = "schemas/experiment.schema.json"

    /// By this comment an editor finds the schema, the nearest one beside `file` or above it; empty where there is none.
    private static func schemaLine(for file: String) -> String {
        let folders = URL(fileURLWithPath: file).absoluteURL.standardized.deletingLastPathComponent().pathComponents
        let depth = folders.indices.first { depth in
            FileManager.default.fileExists(atPath: (folders.dropLast(depth) + [schema]).joined(separator: "/"))
        }
        return depth.map { "# yaml-language-server: $schema=\(String(repeating: "../", count: $0))\(schema)\n" } ?? ""
    }

    /// What may stand in place of `word`.
    private static func others<Word: RawRepresentable<String> & CaseIterable>(than word: Word) -> String {
        Word.allCases.map(\.rawValue).filter { $0 != word.rawValue }.joined(separator: ", ")
    }

    private static let text = """
        name: first
        description: Which learning rate trains LeNet best, and does a cosine schedule help?

        # What every run shares. An entry of `runs` may override any of these keys.
        base:
          dataset: shapes             # drawn by the program; or fashion-mnist, or {idx: {path: FOLDER, classes: 10}}
          model: lenet5               # or \(others(than: NamedModel.lenet5)), {layers: [...]}
          optimizer: adam             # or \(others(than: OptimizerName.adam)): {sgd: {momentum: 0.9}}
          batch_size: 64
          epochs: 5
          validate_every: 0.5         # in epochs

        # What decides; the default. Or validation_loss, and at: best.
        objective: {metric: validation_accuracy, at: last}

        # What to compare. `grid` makes a run of each combination, `seeds` repeats it: without repeats nobody can tell a
        # difference from chance.
        runs:
          - grid:
              learning_rate: [1e-4, 1e-3, auto]   # auto: a range test and short trials find it
            seeds: 3
          - name: cosine
            learning_rate: auto
            schedule: cosine
            seeds: 3

        """
}
