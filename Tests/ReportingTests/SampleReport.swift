import Experiment
import Reporting

extension Samples {
    /// Several seeds, one rate at chance, one diverged, one failed, one found by a range test.
    static let fashionReport: Report = {
        let slow = seeds(3, of: "learning_rate=1e-4", rate: 1e-4)
        let fast = seeds(2, of: "learning_rate=0.1", rate: 0.1)
        let auto = autoRun()
        var shortened = RunConfiguration(epochs: 3)
        shortened.optimizer = .sgd(momentum: 0.9)
        let sgd = plannedRun(
            "optimizer=sgd,epochs=3", shortened,
            varied: [("optimizer.sgd.momentum", .number(0.9)), ("epochs", .integer(3))])
        let lost = plannedRun("lost", RunConfiguration(learningRate: .fixed(1e-5)))
        let plan = Samples.plan([.rangeTest(rangeTest)] + (slow + fast + [auto, sgd, lost]).map(PlanItem.run))
        return report(
            plan,
            [
                record(slow[0], outcome(rate: 1e-4, accuracy: 0.804, loss: 0.528)),
                record(slow[1], outcome(rate: 1e-4, accuracy: 0.806, loss: 0.524)),
                record(slow[2], outcome(rate: 1e-4, accuracy: 0.805, loss: 0.529)),
                record(fast[0], outcome(rate: 0.1, accuracy: 0.1, loss: 2.309, trainLoss: 2.31)),
                record(
                    fast[1],
                    outcome(
                        .diverged(step: 1200, learningRate: 0.1), rate: 0.1, accuracy: 0.1, loss: 123456.7,
                        trainLoss: .nan)),
                record(
                    auto,
                    outcome(
                        rate: 0.002, accuracy: 0.892, loss: 0.292, best: Score(loss: 0.289, accuracy: 0.894))),
                record(sgd, outcome(accuracy: 0.86, loss: 0.39)),
                record(
                    lost, failure: "its results could not be written: cannot write a|b: No space left on device"),
            ],
            rangeTests: [rangeTestRecord()])
    }()
}
