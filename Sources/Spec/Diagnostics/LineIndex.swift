/// Finds a text's lines by number, with line breaks as places count them.
struct LineIndex {
    private let scalars: String.UnicodeScalarView
    /// Where each line begins.
    private let starts: [String.UnicodeScalarView.Index]

    /// Bytes that are no UTF-8 are shown as U+FFFD.
    init(_ bytes: [UInt8]) {
        let scalars = String(decoding: SourceText(file: "", bytes: bytes).bytes, as: UTF8.self).unicodeScalars
        var starts = [scalars.startIndex]
        var counter = LineCounter()
        for index in scalars.indices {
            counter.advance(over: scalars[index])
            if counter.line > starts.count {
                starts.append(scalars.index(after: index))
            } else if scalars[index] == "\n", counter.column == 1 {
                starts[starts.count - 1] = scalars.index(after: index)  // the second half of CRLF
            }
        }
        self.scalars = scalars
        self.starts = starts
    }

    /// The line without its break; nil beyond the last.
    func line(_ number: Int) -> [Unicode.Scalar]? {
        guard starts.indices.contains(number - 1) else { return nil }
        return Array(scalars[starts[number - 1]...].prefix { !LineBreak.isBreak($0) })
    }
}
