import ArgumentParser
import Experiment
import Foundation
import Spec

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check experiment files; print only what is wrong.")

    @Argument(help: "The experiment files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @OptionGroup var assignments: AssignmentOptions

    @OptionGroup var data: DataOptions

    @OptionGroup var color: ColorOptions

    func run() throws {
        var wrong = false
        for file in files {
            do {
                let plan = try InputOptions.plan(file, settings: assignments.settings, data).plan
                InputOptions.show(plan.remarks(of: nil), settings: assignments.settings)
            } catch {
                wrong = true
            }
        }
        if wrong { throw ExitStatus.wrongInput }
    }
}
