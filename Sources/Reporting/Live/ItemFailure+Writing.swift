import Experiment

extension ItemFailure {
    /// The item's files could not be written.
    init(writing error: ReportingError) {
        self.init("its results could not be written: \(error.message)", isTransient: error.isTransient)
    }
}
