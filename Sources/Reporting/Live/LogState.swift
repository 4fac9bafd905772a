import Experiment

/// What a log's lock guards.
protocol LogState: ~Copyable {
    var failure: ItemFailure? { get set }
}

extension LogState where Self: ~Copyable {
    /// Does nothing once something has failed.
    mutating func attempt(_ body: (inout Self) throws(ReportingError) -> Void) {
        guard failure == nil else { return }
        do throws(ReportingError) {
            try body(&self)
        } catch {
            note(error)
        }
    }

    /// The first error counts.
    mutating func note(_ error: ReportingError) {
        if failure == nil { failure = ItemFailure(writing: error) }
    }
}
