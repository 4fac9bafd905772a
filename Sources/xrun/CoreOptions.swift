import ArgumentParser
import Kernels
import Machine

/// How much of the machine to use.
struct CoreOptions: ParsableArguments {
    /// A thread and its stack for each: beyond any machine that this is for.
    private static let limit = 1024

    @Option(
        parsing: .numeric,
        help: ArgumentHelp(
            "Cores to use, 1 to \(CoreOptions.limit). (default: all that this process may use)", valueName: "n")
    )
    var jobs: Int?

    var cores: Int { jobs ?? CoreCount.available }

    func validate() throws {
        if let jobs, !(1...Self.limit).contains(jobs) {
            throw ValidationError("--jobs takes a number from 1 to \(Self.limit), not \(jobs)")
        }
    }
}

extension SingleValueParsingStrategy {
    /// A number may be negative: with the usual strategy `-1` is an option, and the value missing. What is no number is
    /// refused either way.
    static var numeric: Self { .unconditional }
}

/// The kernels to compute with. A command chooses them once.
/// - Throws: where `XRUN_ISA` asks for kernels that cannot be had, which is reported.
func chosenKernels() throws(ExitStatus) -> Kernels {
    do {
        return try Kernels.chosen()
    } catch {
        StandardError.error("\(error)")
        throw .wrongInput
    }
}
