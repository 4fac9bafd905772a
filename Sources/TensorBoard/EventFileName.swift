import Foundation
import Synchronization

/// `events.out.tfevents.<seconds>.<host>.<process>.<number><suffix>`. Readers take the files of a folder in the
/// order of their names, which has to be the order of writing.
package enum EventFileName {
    package static let prefix = "events.out.tfevents."

    /// Files that this process has made; tells two of one second apart.
    private static let counter = Atomic<Int>(0)

    package static func make(seconds: Int, suffix: String) -> String {
        let digits = String(seconds)
        let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
        return prefix + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
            + ".\(host).\(ProcessInfo.processInfo.processIdentifier).\(number)\(suffix)"
    }

    /// The seconds for a new file beside `existing` ones: now, or one more than the newest has. Within one second
    /// the order of names would be that of hosts and processes ("10000" before "9999").
    package static func seconds(now: Int, existing: [String]) -> Int {
        max(now, (existing.compactMap(seconds(of:)).max() ?? -1) + 1)
    }

    package static func seconds(of name: String) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        // With the format's ten digits the order of names is the order of numbers; anything else is not ours.
        let digits = name.dropFirst(prefix.count).prefix { $0 != "." }
        return digits.count == 10 ? Int(digits) : nil
    }

    private static let host = String(
        ProcessInfo.processInfo.hostName.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
}
