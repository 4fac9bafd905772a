import ArgumentParser
import Datasets
import Experiment
import Foundation

struct DatasetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets", abstract: "List the known data sets, where they were found, and their checksums.")

    @OptionGroup var data: DataOptions
    @OptionGroup var color: ColorOptions

    func run() throws {
        let library = DatasetLibrary(dataDirectory: data.folder, environment: ProcessInfo.processInfo.environment)
        for dataset in library.known() {
            print(dataset.name)
            switch dataset.summary {
            case .success(let summary):
                print("  found      \(summary.origin)")
                print(
                    "  samples    \(summary.trainingCount + summary.validationCount) + \(summary.testCount) for the test"
                )
                print("  shape      \(summary.input.spelling), \(summary.classes) classes")
                print("  SHA-256    \(summary.checksum)")
            case .failure(let problem):
                print("  unusable   \(problem.message)")
                for note in problem.notes { print("             \(note.message)") }
            }
        }
    }
}
