import TestSupport
import Testing

/// Waits until `holds` does; gives up, and fails the test, when it never does.
/// - Parameter what: is waited for, as in a sentence.
/// - Returns: whether it holds.
@discardableResult
func wait(for what: String, until holds: () throws -> Bool) rethrows -> Bool {
    let comes = try Waiting.comes(holds)
    if !comes { Issue.record("ten minutes have passed without \(what)") }
    return comes
}
