import ArgumentParser
import Experiment
import Planning
import Terminal

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what would run and what is already done. Nothing is executed.")

    @OptionGroup var input: InputOptions
    @OptionGroup var output: OutputOptions

    @OptionGroup var selection: SelectionOptions

    @Option(help: "table or json.")
    var format = TableFormat.table

    func run() throws {
        let (plan, _) = try input.plan()
        let selected = try selection.items(of: plan, from: input.file)
        input.showRemarks(on: plan, selected: selected)
        try output.showRemark(on: plan)
        let progress = try PlanProgress(
            of: plan, in: output.folder(of: plan), selected: selected, changesSettings: input.changesSettings)
        switch format {
        case .table: PlanTable.show(plan, progress.states)
        case .json:
            let remarks = [progress.strayRemark].compactMap { $0 }
            StandardOutput.print(
                PlanJSON.render(plan, states: progress.states, folderRemarks: remarks), terminator: "")
        }
    }
}
