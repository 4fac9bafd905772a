import Experiment

extension SourceText {
    /// Tag directives are kept by libyaml in a list that it searches for each new one: quadratic.
    private static let directiveLimit = 100

    /// Looks for what makes this text no YAML at all before its structure is looked at: bytes that are not UTF-8,
    /// characters that YAML does not allow (section 5.1), directives without end. libyaml would give byte offsets.
    ///
    /// - Returns: the place behind the text's last character that is no space or line break.
    func checkCharacters() throws(Diagnostic) -> SourceLocation {
        if let encoding = markedEncoding {
            throw Diagnostic("the file is \(encoding); save it as UTF-8", at: place(line: 1, column: 1))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw invalidUTF8() }
        var counter = LineCounter()
        var end = counter
        var directives = 0
        for scalar in text.unicodeScalars {
            if !Self.isAllowed(scalar) {
                let code = String(scalar.value, radix: 16, uppercase: true)
                let name =
                    scalar.value == 0
                    ? "a NUL character"
                    : "the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)"
                throw Diagnostic(
                    "\(name) is not allowed in YAML", at: place(line: counter.line, column: counter.column))
            }
            if scalar == "%", counter.column == 1 {
                directives += 1
                if directives > Self.directiveLimit {
                    throw Diagnostic(
                        "more than \(Self.directiveLimit) lines begin with '%'",
                        at: place(line: counter.line, column: 1))
                }
            }
            counter.advance(over: scalar)
            if scalar != " ", scalar != "\t", !LineBreak.isBreak(scalar) { end = counter }
        }
        return place(line: end.line, column: end.column)
    }

    /// What the text's byte order mark says that it is, where that is not UTF-8. The mark of UTF-16 begins one of UTF-32.
    private var markedEncoding: String? {
        let marks: [(bytes: [UInt8], encoding: String)] = [
            ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
            ([0xFE, 0xFF], "UTF-16"),
        ]
        return marks.first { bytes.starts(with: $0.bytes) }?.encoding
    }

    private func invalidUTF8() -> Diagnostic {
        var counter = LineCounter()
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { counter.advance(over: scalar) }
        return Diagnostic(
            "this byte is not UTF-8; save the file as UTF-8", at: place(line: counter.line, column: counter.column))
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: true
        default: false
        }
    }
}
