/// What an item of the plan came to.
package enum ItemOutcome: Hashable, Sendable {
    case run(RunOutcome)
    case rangeTest(RangeTestOutcome)
}

/// Why an item has no outcome. It stops no other item.
package struct ItemFailure: Error, Hashable, Sendable {
    /// One sentence for the summary: what failed and, where known, the way out.
    package var reason: String
    /// Whether it may pass by itself: a full disk, a network file system that does not answer.
    package var isTransient: Bool
    /// False where the item did not get its turn: what it waits for failed, or it is suspected of crashing xrun.
    package var wasTried: Bool
    /// What a run had come to by then, where that is known.
    package var reached: RunOutcome?

    package init(_ reason: String, isTransient: Bool = false, wasTried: Bool = true, reached: RunOutcome? = nil) {
        self.reason = reason
        self.isTransient = isTransient
        self.wasTried = wasTried
        self.reached = reached
    }

    /// The step at which a run was ended that could have gone on; nil for any other failure.
    package var stoppedAtStep: Int? {
        guard case .interrupted(let step) = reached?.ending else { return nil }
        return step
    }
}

/// How an item left the schedule.
package enum ItemResult: Hashable, Sendable {
    case outcome(ItemOutcome)
    case failed(ItemFailure)
    /// Never started: the schedule was stopped before its turn.
    case notStarted

    package var isFailure: Bool {
        switch self {
        case .failed: true
        case .outcome, .notStarted: false
        }
    }

    /// What a range test came to; nil where it was interrupted, and for everything else.
    package var finishedRangeTest: RangeTestOutcome? {
        guard case .outcome(.rangeTest(let outcome)) = self, !outcome.isInterrupted else { return nil }
        return outcome
    }
}
