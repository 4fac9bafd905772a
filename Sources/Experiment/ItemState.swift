/// What is known of an item before a start, from the records that earlier starts left.
package enum ItemState: String, CaseIterable, Sendable {
    case new, done, diverged, failed, interrupted
    /// Left out by `--only`.
    case notSelected = "not selected"
}
