import Experiment
import Testing

@Suite struct RunOutcomeTests {
    @Test(
        arguments: [
            (.done, nil, nil), (.interrupted(step: 7), 7, nil),
            (
                .diverged(step: 7, learningRate: 1e-3), 7,
                "the loss was not finite at step 7, with learning rate 0.001"
            ),
            (
                .diverged(step: 1, learningRate: nil), 1, "the loss was not finite at step 1, before the first update"
            ),
            (
                .diverged(step: 9, learningRate: 2, limit: 2.30259), 9,
                "the validation loss was above 2.3026, the limit of 'stop_on_divergence', at step 9, with learning rate 2"
            ),
        ] as [(RunOutcome.Ending, Int?, String?)])
    func `an ending tells where the run stood, and why it diverged`(
        ending: RunOutcome.Ending, step: Int?, cause: String?
    ) {
        #expect(ending.step == step)
        #expect(ending.cause == cause)
    }
}
