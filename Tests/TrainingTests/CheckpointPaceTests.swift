import Experiment
import Testing
import Training

@Suite struct CheckpointPaceTests {
    /// On a clock that stands still while the computer sleeps: that time is no training.
    private let begin = SuspendingClock.now

    /// Steps of ten seconds each at which a checkpoint is written, with a validation at every second one and epochs of
    /// four.
    private func steps(_ interval: CheckpointInterval) -> [Int] {
        var pace = CheckpointPace(interval, stepsPerEpoch: 4, position: 0, now: begin)
        return (1...12).filter { step in
            let now = begin + .seconds(10 * step)
            let isDue = pace.isDue(atStep: step, isValidated: step.isMultiple(of: 2), now: now)
            return isDue && pace.note(step, now: now)
        }
    }

    @Test func `by default a run is written down at validations, half a minute apart`() {
        #expect(RunConfiguration().checkpointEvery == .validation)
        #expect(steps(.validation) == [4, 8, 12])
    }

    @Test func `steps, epochs and seconds are kept to`() {
        #expect(steps(.span(.steps(5))) == [5, 10])
        #expect(steps(.span(.epochs(0.5))) == [2, 4, 6, 8, 10, 12])
        #expect(steps(.seconds(35)) == [4, 8, 12])
    }

    @Test func `the same position is written once`() {
        var pace = CheckpointPace(.span(.steps(1)), stepsPerEpoch: 4, position: 3, now: begin)
        let isNew = [3, 4, 4].enumerated().map { index, step in pace.note(step, now: begin + .seconds(index))
        }
        #expect(isNew == [false, true, false])
    }
}
