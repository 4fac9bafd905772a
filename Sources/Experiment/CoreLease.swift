import Synchronization

/// How many cores an item may use right now. The scheduler changes it while the item works; the
/// item looks at it at every step.
package final class CoreLease: Sendable {
    private let granted: Atomic<Int>
    private let stopRequested = Atomic<Bool>(false)

    package init(cores: Int) { granted = Atomic(max(1, cores)) }

    /// At least 1.
    package var cores: Int { granted.load(ordering: .relaxed) }

    package func grant(_ cores: Int) { granted.store(max(1, cores), ordering: .relaxed) }

    /// True once the item should end at its next step boundary.
    package var isStopRequested: Bool { stopRequested.load(ordering: .relaxed) }

    package func requestStop() { stopRequested.store(true, ordering: .relaxed) }
}
