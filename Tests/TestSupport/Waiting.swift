import Foundation

/// Waits for what other threads do.
public enum Waiting {
    /// Ten minutes are more than any disk takes, and any number of other tests.
    /// - Returns: whether `condition` comes to hold.
    public static func comes(_ condition: () throws -> Bool) rethrows -> Bool {
        let deadline = ContinuousClock.now + .seconds(600)
        while try !condition() {
            guard ContinuousClock.now < deadline else { return false }
            usleep(200)
        }
        return true
    }
}
