import Experiment
import Synchronization

/// The files of one range test: its folder at its start, everything else at its end.
final class RangeTestLog: Sendable {
    private struct State {
        var record: FinderRecord
        var path: String?
        var failure: ItemFailure?
    }

    private let id: PlanItemID
    private let context: RunLogContext
    private let state: Mutex<State>

    /// - Parameter earlier: what an earlier start left of the test.
    init(_ id: PlanItemID, record: FinderRecord, earlier: FinderRecord?, context: RunLogContext) {
        self.id = id
        self.context = context
        var record = record
        if let earlier { record.follow(earlier) }
        state = Mutex(State(record: record))
    }

    var record: FinderRecord { state.withLock { $0.record } }
    var failure: ItemFailure? { state.withLock { $0.failure } }

    /// Makes the test's folder, and writes the record that says it runs.
    /// - Parameter isTried: otherwise it does not run, and only its end is written.
    func start(isTried: Bool) {
        state.withLock { state in
            _ = Self.attempt(&state) { state throws(ReportingError) in
                let path = try context.folder.begin(id)
                state.path = path
                if isTried { try Self.write(state.record, to: path) }
            }
        }
    }

    /// Writes record and curve. Whatever happens to the files, the result is in the given record.
    func finish(_ result: Result<RangeTestOutcome, ItemFailure>) -> FinderRecord {
        let now = context.now
        return state.withLock { state in
            switch result {
            case .success(let outcome): state.record.end(with: outcome, at: now)
            case .failure(let failure): state.record.fail(failure, at: now)
            }
            _ = Self.attempt(&state) { state throws(ReportingError) in
                guard let path = state.path else { return }
                try RangeTestEventFile.write(
                    state.record, folder: path, listingTime: context.listingTime(of: id), wallTime: now.seconds)
                try Self.write(state.record, to: path)
            }
            if let failure = state.failure {
                // The rate stands: the runs that wait for it can use it.
                state.record.failure = failure.reason
                if let path = state.path { try? Self.write(state.record, to: path) }
            }
            return state.record
        }
    }

    private static func attempt(
        _ state: inout State, _ body: (inout State) throws(ReportingError) -> Void
    ) -> ItemFailure? {
        if let failure = state.failure { return failure }
        do {
            try body(&state)
            return nil
        } catch {
            let failure = ItemFailure("its results could not be written: \(error.message)")
            state.failure = failure
            return failure
        }
    }

    static func write(_ record: FinderRecord, to folder: String) throws(ReportingError) {
        try AtomicFile.write(JSONText.document(record.json), to: ItemFolder.finderRecord, in: folder)
    }
}
