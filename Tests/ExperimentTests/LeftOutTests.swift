import Experiment
import Testing

@Suite struct LeftOutTests {
    @Test(
        arguments: [
            (10, 5, "the first 10 points and the last 5 points"), (10, 1, "the first 10 points and the last point"),
            (1, 0, "the first point"), (0, 2, "the last 2 points"), (0, 0, nil),
        ] as [(Int, Int, String?)])
    func `what a rule leaves out is told in words`(begin: Int, end: Int, words: String?) {
        #expect(FinderSettings.LeftOut(begin: begin, end: end).words == words)
    }
}
