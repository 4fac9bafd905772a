import Synchronization
import Terminal

/// What commands print. It goes past the C library's buffer, whose last flush tells nothing of an error before it.
enum StandardOutput {
    /// The system's first error, other than of a reader that has gone: that one has read what it wanted.
    private static let error = Mutex<Int32?>(nil)

    static func print(_ text: String, terminator: String = "\n") {
        let failure = TerminalOutput.standardOutput.write(text + terminator)
        error.withLock { $0 = $0 ?? failure }
    }

    /// Prints a table, or what else has signs of pictures and tables.
    static func draw(_ text: String, terminator: String = "\n") {
        print(TerminalOutput.standardOutput.drawn(text), terminator: terminator)
    }

    /// - Throws: that something did not arrive, as on a full disk; it has been told.
    static func check() throws(ExitStatus) {
        if let failure = error.withLock({ $0 }) { throw .unprinted(failure) }
    }
}
