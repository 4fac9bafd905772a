/// Text on its way to a reader who may be slow, or may have stopped to read: whoever has something to show never waits.
struct OutputBuffer: Sendable {
    /// More than this is not kept for a reader who has stopped; what follows is dropped.
    private static let limit = 1 << 20

    private let output: TerminalOutput
    private var waiting: ArraySlice<UInt8> = []
    /// The system's first error where something was lost for another reason than its reader.
    private(set) var error: Int32?

    init(_ output: TerminalOutput) { self.output = output }

    /// Whether the reader has taken everything.
    var isEmpty: Bool { waiting.isEmpty }

    mutating func write(_ text: String) {
        if waiting.count < Self.limit { waiting += text.utf8 }
        push()
    }

    /// Writes what the reader takes now.
    mutating func push() { note(output.write(&waiting)) }

    /// Milliseconds to wait for a reader who takes nothing, before somebody is asked whether to go on.
    private static let patience: Int32 = 500

    /// Writes all of it.
    /// - Parameter isGivenUp: asked each time that the reader has taken nothing for half a second.
    mutating func drain(until isGivenUp: () -> Bool) {
        repeat { note(output.write(&waiting, waiting: Self.patience)) } while !waiting.isEmpty && !isGivenUp()
    }

    private mutating func note(_ error: Int32?) { self.error = self.error ?? error }
}
