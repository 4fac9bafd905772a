import Experiment

/// How an experiment was started, to start it again.
package struct TypedCommand: Hashable, Sendable {
    /// As it was typed, but such that it goes on with what it began.
    package var text: String
    /// The same without the options that select some of the runs.
    package var ofAllRuns: String

    package init(_ text: String, ofAllRuns: String? = nil) {
        self.text = text
        self.ofAllRuns = ofAllRuns ?? text
    }

    /// Of what was typed, quoted where a shell needs it; without `--fresh`, which would move this start's results aside.
    /// - Parameter arguments: the process's, behind the program's name.
    package init(arguments: some Sequence<String>) {
        let words = arguments.filter { $0 != "--fresh" }
        var ofAllRuns: [String] = []
        var isPattern = false
        for word in words {
            // As `--only PATTERN` or `--only=PATTERN`.
            if !isPattern, !word.hasPrefix("--only="), word != "--only" { ofAllRuns.append(word) }
            isPattern = !isPattern && word == "--only"
        }
        func line(_ words: [String]) -> String { (["xrun"] + words).map(ShellWord.quoted).joined(separator: " ") }
        self.init(line(words), ofAllRuns: line(ofAllRuns))
    }

    /// Whether it gives the runs other settings than the file's: by `--set KEY=VALUE`, `--set=KEY=VALUE` or, where a
    /// shell needs it, `'--set=KEY=VALUE'`.
    var changesSettings: Bool {
        text.split(separator: " ").map { $0.drop { $0 == "'" } }.contains { $0 == "--set" || $0.hasPrefix("--set=") }
    }
}

extension TypedCommand {
    func add(to fields: inout JSONFields) {
        fields.add("command", text)
        if ofAllRuns != text { fields.add("command_of_all_runs", ofAllRuns) }
    }

    init?(_ fields: JSONReader) {
        guard let text = fields.string("command"),
            let ofAllRuns = fields.optional("command_of_all_runs", fields.string)
        else { return nil }
        self.init(text, ofAllRuns: ofAllRuns)
    }
}
