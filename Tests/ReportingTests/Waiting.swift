import Foundation
import Testing

/// Waits until `holds` does; gives up, and fails the test, when it never does. Ten minutes are more than any disk takes,
/// and any number of other tests.
/// - Parameter what: is waited for, as in a sentence.
/// - Returns: whether it holds.
@discardableResult
func wait(for what: String, until holds: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(600)
    while try !holds() {
        guard ContinuousClock.now < deadline else {
            Issue.record("ten minutes have passed without \(what)")
            return false
        }
        usleep(1000)
    }
    return true
}
