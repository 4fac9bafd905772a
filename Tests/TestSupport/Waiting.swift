import Foundation

/// Waits for what other threads do.
public enum Waiting {
    /// - Returns: whether `condition` comes to hold; false where it does not within a minute.
    public static func comes(_ condition: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            usleep(200)
        }
        return true
    }
}
