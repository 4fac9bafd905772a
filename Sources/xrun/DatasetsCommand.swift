import ArgumentParser
import Datasets
import Experiment
import Foundation

struct DatasetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets", abstract: "List the known data sets, where they were found, and their checksums.",
        discussion: """
            The files of NAME are taken from the first of these folders that has any of them: DIR and DIR/NAME of \
            --data-dir DIR; the same of XRUN_DATA_DIR; $XDG_CACHE_HOME/xrun/NAME, or ~/.cache/xrun/NAME without that \
            variable; /usr/share/datasets/NAME, where Debian's packages put them. A 'path' in the experiment file \
            stands in the place of all of them.

            The SHA-256 is that of the four files as one (one form of each), decompressed: \
            zcat -f train-images* train-labels* t10k-images* t10k-labels* | sha256sum
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var color: ColorOptions

    func run() throws {
        let library = DatasetLibrary(dataDirectory: data.folder, environment: ProcessInfo.processInfo.environment)
        for dataset in library.known() {
            StandardOutput.print(dataset.name)
            switch dataset.summary {
            case .success(let summary):
                StandardOutput.print("  found      \(summary.origin)")
                StandardOutput.print(
                    "  samples    \(summary.trainingCount + summary.validationCount) + \(summary.testCount) for the test"
                )
                StandardOutput.draw("  shape      \(summary.input.spelling), \(summary.classes) classes")
                StandardOutput.print("  SHA-256    \(summary.checksum)")
                if summary.folder != nil {
                    StandardOutput.print(
                        "             of the images and labels to train on, then the test's, decompressed, as one")
                }
            case .failure(let problem):
                StandardOutput.print("  unusable   \(problem.message)")
                for note in problem.notes { StandardOutput.print("             \(note.message)") }
            }
        }
    }
}
