import Foundation

/// A file descriptor that text goes to.
package struct TerminalOutput: Sendable {
    package let descriptor: Int32
    /// Whether what is drawn is in `PlainSigns`. A pipe or a file gets it as it is: who reads it decides.
    private let isPlain: Bool

    /// - Parameter environment: says what a terminal shows.
    package init(descriptor: Int32, environment: [String: String] = [:]) {
        self.descriptor = descriptor
        isPlain = isatty(descriptor) == 1 && PlainSigns.areNeeded(in: environment)
    }

    package static let standardOutput = TerminalOutput(
        descriptor: STDOUT_FILENO, environment: ProcessInfo.processInfo.environment)
    package static let standardError = TerminalOutput(
        descriptor: STDERR_FILENO, environment: ProcessInfo.processInfo.environment)

    package var isTerminal: Bool { isatty(descriptor) == 1 }

    /// A table, an answer or a picture in signs that the terminal shows, with the names in it. Commands, and what programs
    /// read, are for nobody to redraw: a sign in them is a part of a name.
    package func drawn(_ text: String) -> String { isPlain ? PlainSigns.text(text) : text }

    /// Columns and rows; 80 × 24 where the terminal does not say.
    package var size: (columns: Int, rows: Int) {
        var size = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return isKnown && size.ws_col > 0 && size.ws_row > 0 ? (Int(size.ws_col), Int(size.ws_row)) : (80, 24)
    }

    /// Columns that a line may take: a terminal's; a pipe or a file has room for any line.
    package var lineWidth: Int { isTerminal ? size.columns : .max }

    /// What a pipe that can take anything takes at once, so that no write waits for its reader (POSIX: PIPE_BUF).
    private static let piece = 4096

    /// Writes what the reader takes now and removes it from `bytes`. Where nobody reads any more, all of it is dropped:
    /// progress must not end an experiment.
    ///
    /// - Parameter milliseconds: how long to wait for a reader that takes nothing; negative for ever.
    /// - Returns: the system's error where bytes were dropped for another reason than a reader that has gone.
    @discardableResult
    func write(_ bytes: inout ArraySlice<UInt8>, waiting milliseconds: Int32 = 0) -> Int32? {
        while !bytes.isEmpty {
            switch readiness(waiting: milliseconds) {
            case .ready: break
            case .stalled: return nil
            case .gone:
                bytes.removeAll()
                return nil
            }
            let piece = bytes.prefix(Self.piece)
            let written = unsafe piece.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) }
            let code = errno
            if written > 0 {
                bytes.removeFirst(written)
            } else if code == EAGAIN {
                return nil
            } else if written == 0 || code != EINTR {
                bytes.removeAll()
                return written == 0 || code == EPIPE ? nil : code
            }
        }
        return nil
    }

    /// Writes all of a text, however long its reader takes.
    ///
    /// - Returns: the system's error where some of it was dropped for another reason than a reader that has gone.
    package func write(_ text: String) -> Int32? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            if let error = write(&bytes, waiting: -1) { return error }
        }
        return nil
    }

    private enum Readiness { case ready, stalled, gone }

    private func readiness(waiting milliseconds: Int32) -> Readiness {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = unsafe poll(&request, 1, milliseconds)
            if count == 0 { return .stalled }
            if count > 0 { return request.revents & Int16(POLLOUT) != 0 ? .ready : .gone }
            if errno != EINTR { return .gone }
        }
    }
}
