/// What became of an item, as its record says.
package enum ItemStatus: String, Sendable {
    /// Begun, and its end not seen. Where no start works on the folder: killed.
    case running
    /// A range test has a curve then, and a suggestion or the reason why there is none.
    case done
    /// Of runs alone.
    case diverged
    case failed, interrupted

    /// Whether there is nothing left to do. A run that diverged has a result: it diverged.
    package var isFinished: Bool {
        switch self {
        case .done, .diverged: true
        case .running, .failed, .interrupted: false
        }
    }
}
