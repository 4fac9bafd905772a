import Experiment
import Testing

@Suite struct ShortNameTests {
    @Test(
        arguments: [
            ("learning_rate=1e-5,optimizer=adam,seed=7", ["learning_rate", "optimizer.adam"], "1e-5,adam,7"),
            (
                "optimizer=sgd,momentum=0.9,auto.min=1e-6",
                ["optimizer.sgd.momentum", "learning_rate.auto.min"], "sgd,0.9,1e-6"
            ),
            ("best,batch_size=32", ["batch_size"], "best,32"),
            ("base", [], "base"),
        ] as [(String, [String], String)])
    func `what a run sets gives way to its value`(name: String, settings: [String], short: String) {
        #expect(ShortName.of(name, settings: settings) == short)
    }

    @Test(arguments: ["=cmd+calc, é", "lr=0.1", "a,,b=", "=", "x=learning_rate=2"])
    func `a name of the user's own stays as it is`(name: String) {
        #expect(ShortName.of(name, settings: ["learning_rate"]) == name)
    }
}
