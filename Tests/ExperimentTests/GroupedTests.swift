import Experiment
import Testing

@Suite struct GroupedTests {
    @Test func `groups come in the order in which their keys first appear`() {
        let groups = ["pear", "fig", "plum", "apple", "kiwi", "lime"].grouped(by: \.count)
        #expect(groups.map(\.key) == [4, 3, 5])
        #expect(groups.map(\.elements) == [["pear", "plum", "kiwi", "lime"], ["fig"], ["apple"]])
        #expect([Int]().grouped { $0 }.isEmpty)
    }
}
