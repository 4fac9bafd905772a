package import Datasets
import Experiment

extension PreparedDataset {
    /// The data set with the last samples of its training part set apart, for a finder that judges by samples it does
    /// not train on. The validation and the test set stay untouched.
    package func settingApart(_ count: Int) -> (rest: PreparedDataset, heldOut: SampleSet) {
        let held = min(count, max(0, training.count - 1))
        let kept = training.count - held
        return (trainingOn(training.part(0..<kept)), training.part(kept..<training.count))
    }
}
