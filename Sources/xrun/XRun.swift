import ArgumentParser
import Foundation
import Glibc
import Reporting
import Spec

@main
struct XRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "xrun",
        abstract: "Compare training runs: plan, train in parallel, and report from one YAML file.",
        discussion: """
            `xrun FILE` is short for `xrun run FILE`. An interrupted experiment goes on with the same command.

            Exit codes: 0 every run has a result (a run that diverged has one: it diverged); 1 some run failed, or \
            what was asked for cannot be printed or written; 2 the file or the command line is wrong; 3 another start \
            holds the output folder; 130 interrupted.
            """,
        version: Version.number,
        subcommands: [
            RunCommand.self, PlanCommand.self, ValidateCommand.self, FindCommand.self, ReportCommand.self,
            CompareCommand.self, InitCommand.self, DatasetsCommand.self, BenchmarkCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    /// As the parser's own `main`, but with this program's exit codes: the parser's is 64 for a wrong command line.
    static func main() {
        // What was started with a stream closed would give its number to the next file. Nothing can be written there
        // either, so that who asks for a plan hears of it.
        for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", O_RDONLY)
        }
        // A reader of the output that goes away (`| head`) must not end an experiment.
        signal(SIGPIPE, SIG_IGN)
        // Nor a limit on the size of files: it is one run's failure, like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        // Where whoever started this ignores it, the system keeps no program's end, and git seems to fail.
        signal(SIGCHLD, SIG_DFL)
        // A pattern's `?` is a character of a name, and not a byte.
        _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
        do throws(ExitStatus) {
            try checkEncoding()
            try checkFault()
            try checkCommand()
            try answer()
            try StandardOutput.check()
        } catch {
            exit(withError: ExitCode(error.rawValue))
        }
    }

    /// Does what the command line asks for; help and the version are answers as well.
    private static func answer() throws(ExitStatus) {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let status as ExitStatus {
            // What could not be printed is told as well; the command's own status stays.
            try? StandardOutput.check()
            throw status
        } catch {
            guard exitCode(for: error) == .success else {
                StandardError.write(fullMessage(for: error) + "\n")
                throw .wrongInput
            }
            StandardOutput.draw(fullMessage(for: error))
        }
    }

    /// Swift takes such an argument for another text: files would be looked for, and written, under another name.
    private static func checkEncoding() throws(ExitStatus) {
        // The first one is the program's own name, which nothing is looked for under.
        for index in (0..<Int(CommandLine.argc)).dropFirst() {
            guard let argument = unsafe CommandLine.unsafeArgv[index],
                unsafe String(validatingCString: argument) == nil
            else { continue }
            let text = unsafe String(cString: argument)
            StandardError.error("the argument '\(text)' is not UTF-8")
            throw .wrongInput
        }
    }

    private static func checkFault() throws(ExitStatus) {
        do throws(ReportingError) {
            try WritePoint.checkFault()
        } catch {
            StandardError.error(error.message)
            throw .wrongInput
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
}
