extension ReportRow {
    /// How far a run has come.
    package enum State: String, Hashable, Sendable {
        case done, diverged, failed, interrupted, running
        /// It was begun, and its record cannot be read.
        case damaged
        case notStarted = "not_started"
        /// Left out by `--only`.
        case notSelected = "not_selected"
    }
}

extension ReportRow.State {
    /// Of groups without a value, those stand first of which a run has the lowest.
    var rank: Int {
        switch self {
        case .done: 0
        case .diverged: 1
        case .failed: 2
        case .interrupted: 3
        case .running: 4
        case .damaged: 5
        case .notStarted: 6
        case .notSelected: 7
        }
    }

    /// How far a copy of a run has come beside others of it: one that trains may still get a result, and one that failed
    /// is begun anew.
    var progress: Int {
        switch self {
        case .done: 7
        case .diverged: 6
        case .running: 5
        case .interrupted: 4
        case .failed: 3
        case .damaged: 2
        case .notStarted: 1
        case .notSelected: 0
        }
    }

    /// Whether its turn in the latest start is not over. One that failed had it: the next start tries it again.
    var isOpen: Bool {
        switch self {
        case .running, .damaged, .notStarted, .interrupted: true
        case .done, .diverged, .failed, .notSelected: false
        }
    }

    /// Whether it has a result. A run that failed has none: the next start tries it again.
    var hasResult: Bool {
        switch self {
        case .done, .diverged: true
        case .failed, .running, .damaged, .notStarted, .interrupted, .notSelected: false
        }
    }

    var words: String {
        switch self {
        case .done, .diverged, .failed, .interrupted, .running: rawValue
        case .damaged: "damaged record"
        case .notStarted: "not started"
        case .notSelected: "not selected"
        }
    }
}
