import Experiment

/// Text for Markdown (CommonMark with GitHub's tables).
enum Markdown {
    /// Words of unknown origin, so that they are shown as they are.
    static func text(_ text: String) -> String {
        let line = DisplayText.line(text)
        let scalars = Array(line.unicodeScalars)
        return line.marked(with: "\\") { index, scalar in
            "\\`*{}[]<>#|~$&".unicodeScalars.contains(scalar) || scalar == "_" && !isInsideWord(index, of: scalars)
        }
    }

    /// The same where a block begins: what would make a list or a line across of it is shown as it is.
    static func block(_ text: String) -> String {
        let text = Self.text(String(text.drop(while: \.isWhitespace)))
        if let first = text.first, "-+".contains(first) { return "\\" + text }
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(number.count)
        guard !number.isEmpty, let sign = rest.first, ".)".contains(sign), rest.dropFirst().first?.isWhitespace ?? true
        else { return text }
        return "\(number)\\\(rest)"
    }

    /// Between letters or digits an underscore is one.
    private static func isInsideWord(_ index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        guard index > 0, index + 1 < scalars.count else { return false }
        return [scalars[index - 1], scalars[index + 1]].allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
    }

    /// A name or value as code.
    static func code(_ text: String) -> String {
        // GitHub splits a table's row before it looks for code: only there a backslash works inside of it.
        let safe = DisplayText.line(text).marked(with: "\\") { $1 == "|" }
        // Fences longer than what looks like one inside.
        let longest = safe.unicodeScalars.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        return longest == 0 ? fence + safe + fence : "\(fence) \(safe) \(fence)"
    }
}

extension String {
    /// With `mark` before each scalar that is meant, of which the closure gets the place as well. Not by `Character`:
    /// with a combining mark behind it, a sign is another one there, but not to who reads the file.
    func marked(with mark: Unicode.Scalar, where isMeant: (Int, Unicode.Scalar) -> Bool) -> String {
        var marked = String.UnicodeScalarView()
        for (index, scalar) in unicodeScalars.enumerated() {
            if isMeant(index, scalar) { marked.append(mark) }
            marked.append(scalar)
        }
        return String(marked)
    }
}
