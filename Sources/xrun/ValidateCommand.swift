import ArgumentParser
import Experiment
import Foundation
import Spec

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check experiment files; print only what is wrong.")

    @Argument(help: "The experiment files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @OptionGroup var data: DataOptions

    @OptionGroup var color: ColorOptions

    func run() throws {
        var wrong = false
        for file in files {
            do {
                InputOptions.show(try InputOptions.plan(file, settings: [], data).plan.remarks, settings: [])
            } catch {
                wrong = true
            }
        }
        if wrong { throw ExitStatus.wrongInput }
    }
}
