/// Text on its way to a reader who may be slow, or may have stopped to read: whoever has something to show never waits.
struct OutputBuffer: Sendable {
    /// More than this is not kept for a reader who has stopped; what follows is dropped.
    private static let limit = 1 << 20

    private let output: TerminalOutput
    private var waiting: ArraySlice<UInt8> = []

    init(_ output: TerminalOutput) { self.output = output }

    /// Whether the reader has taken everything.
    var isEmpty: Bool { waiting.isEmpty }

    mutating func write(_ text: String) {
        if waiting.count < Self.limit { waiting += Array(text.utf8) }
        push()
    }

    /// Writes what the reader takes now.
    mutating func push() { output.write(&waiting) }

    /// Writes all of it.
    /// - Parameter milliseconds: how long to wait each time the reader takes nothing; nil for ever.
    mutating func drain(waiting milliseconds: Int32?) { output.write(&waiting, waiting: milliseconds ?? -1) }
}
