import Experiment
import Testing

@Suite struct PlanItemIDTests {
    @Test(
        arguments: [
            ("learning_rate=1e-5,seed=7", .run(name: "learning_rate=1e-5,seed=7")),
            ("finder/lenet5-adam-64", .rangeTest(key: "lenet5-adam-64")),
            ("finder/a/b", .rangeTest(key: "a/b")),
            ("finder", .run(name: "finder")),
            ("finder2/a", .run(name: "finder2/a")),
            ("", .run(name: "")),
        ] as [(String, PlanItemID)])
    func `an item is known by its folder`(folder: String, id: PlanItemID) {
        #expect(PlanItemID(folder) == id)
        #expect(id.folder == folder)
        #expect("\(id)" == folder)
    }
}
