import ArgumentParser
import Experiment
import Foundation
import Glibc
import Spec

@main
struct XRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xrun",
        abstract: "Compare training runs: plan, train in parallel, and report from one YAML file.",
        discussion: """
            `xrun FILE` is short for `xrun run FILE`. An interrupted experiment goes on with the same command.

            Exit codes: 0 every run has a result (a run that diverged has one: it diverged); 1 some run failed; \
            2 the file or the command line is wrong; 3 another start holds the output folder; 130 interrupted.
            """,
        version: Version.number,
        subcommands: [
            RunCommand.self, PlanCommand.self, ValidateCommand.self, FindCommand.self, ReportCommand.self,
            CompareCommand.self, InitCommand.self, DatasetsCommand.self, BenchmarkCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    /// As the parser's own `main`, but with this program's exit codes: the parser's is 64 for a wrong command line.
    static func main() {
        // What was started with a stream closed would give its number to the next file.
        for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", O_RDWR)
        }
        // A reader of the output that goes away (`| head`) must not end an experiment.
        signal(SIGPIPE, SIG_IGN)
        // Nor a limit on the size of files: it is one run's failure, like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try checkCommand()
            var command = try parseAsRoot()
            try command.run()
            try checkOutput()
        } catch let status as ExitStatus {
            exit(withError: ExitCode(status.rawValue))
        } catch {
            let code = exitCode(for: error)
            guard code != .success, !(error is ExitCode) else { exit(withError: error) }
            StandardError.write(fullMessage(for: error) + "\n")
            exit(withError: ExitCode(ExitStatus.wrongInput.rawValue))
        }
    }

    /// A misspelt command would be taken for the name of an experiment file.
    private static func checkCommand() throws(ExitStatus) {
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
            !FileManager.default.fileExists(atPath: word)
        else { return }
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard !commands.contains(word), let near = Suggestion.nearest(to: word, among: commands) else { return }
        StandardError.error("'\(word)' is no command, and there is no such file; did you mean '\(near)'?")
        throw .wrongInput
    }

    /// What was printed may not have arrived: a full disk. A reader that has gone has read what it wanted.
    private static func checkOutput() throws(ExitStatus) {
        guard fflush(nil) != 0, errno != EPIPE else { return }
        StandardError.error("the output cannot be written: \(systemError(errno))")
        throw .runFailed
    }
}
