import Experiment
import TestSupport
import Testing

@Suite struct ShellWordTests {
    @Test(arguments: [
        ("runs/fashion", "runs/fashion"), ("learning_rate=1e-3", "learning_rate=1e-3"), ("größe", "größe"),
        ("", "''"), ("a b", "'a b'"), ("a*", "'a*'"), ("it's", "'it'\\''s'"), ("$HOME;", "'$HOME;'"),
        ("a\nb", "'a\nb'"), ("~root", "'~root'"), ("a~old", "'a~old'"),
        ("a'\u{301};id", "'a'\\''\u{301};id'"), ("a'\u{200D};id", "'a'\\''\u{200D};id'"),
        // A letter that begins the same character as what stands behind it.
        ("\u{D4E};id", "'\u{D4E};id'"),
    ])
    func `a word is quoted where a shell would read something else`(word: String, typed: String) throws {
        #expect(ShellWord.quoted(word) == typed)
        #expect(try Shell.run("sh", ["-c", "printf %s \(typed)"]).output == word)
    }

    @Test(arguments: [("-y.yaml", "-- -y.yaml"), ("-a b", "-- '-a b'"), ("a-b", "a-b"), ("my file", "'my file'")])
    func `a file that begins as an option is typed behind two dashes`(file: String, typed: String) {
        #expect(ShellWord.lastArgument(file) == typed)
    }
}
