/// A word of a command as it is typed.
package enum ShellWord {
    /// Quoted where a POSIX shell would read something else than the word itself. Not by `Character`: a sign with a
    /// combining mark, joiner or letter beside it can be another one to Swift, but not to a shell.
    package static func quoted(_ word: String) -> String {
        if !word.isEmpty, word.unicodeScalars.allSatisfy(isPlain) { return word }
        return "'" + word.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }

    /// The same of a file that a command is given as its last argument: behind `--` where it begins as an option does.
    package static func lastArgument(_ file: String) -> String {
        (file.unicodeScalars.first == "-" ? "-- " : "") + quoted(file)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "-_./=,:+@%".unicodeScalars.contains(scalar)
    }
}
