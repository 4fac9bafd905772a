/// What is typed for a word of a command, quoted where a shell needs it.
func shellWord(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+@%~".contains($0) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
