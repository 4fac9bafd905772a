import Experiment
import Testing

@Suite struct WordListTests {
    @Test(
        arguments: [
            ([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"),
            (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
        ] as [([String], String)])
    func `words are joined as in a sentence, a long list with the number of the others`(words: [String], text: String) {
        #expect(WordList.text(words, limit: 3) == text)
    }

    @Test func `without a limit all are named, and the conjunction may be another one`() {
        #expect(WordList.text(["a", "b", "c", "d"], conjunction: "or") == "a, b, c or d")
    }

    @Test func `a remark quotes three names`() {
        #expect(WordList.quoted(["a", "b"]) == "'a' and 'b'")
        #expect(WordList.quoted(["a", "b", "c", "d", "e"]) == "'a', 'b', 'c' and 2 more")
    }

    @Test func `one alone has no plural`() {
        #expect(
            [0, 1, 2].map { WordList.count($0, "range test") } == ["0 range tests", "1 range test", "2 range tests"])
        #expect(WordList.count(2_000, spelled: "2,000", "run") == "2,000 runs")
        #expect(WordList.count(1, spelled: "one", "run") == "one run")
    }
}
