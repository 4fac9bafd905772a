import Reporting
import Testing

@Suite struct TypedCommandTests {
    @Test func `a command goes on with what it began`() {
        let command = TypedCommand(arguments: ["run", "my file.yaml", "--fresh", "--set", "epochs=2"])
        #expect(command == TypedCommand("xrun run 'my file.yaml' --set epochs=2"))
    }

    @Test(arguments: [["--only", "a*"], ["--only=a*"], ["--only", "--only"]])
    func `the command of all runs selects none`(selection: [String]) {
        let command = TypedCommand(arguments: ["f.yaml"] + selection + ["--jobs", "2"])
        #expect(command.ofAllRuns == "xrun f.yaml --jobs 2")
        let words = selection.map { $0.contains("*") ? "'\($0)'" : $0 }
        #expect(command.text == "xrun f.yaml \(words.joined(separator: " ")) --jobs 2")
    }
}
