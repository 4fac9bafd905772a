import Foundation
import Reporting

extension Timestamp {
    static var now: Timestamp { Timestamp(seconds: Date().timeIntervalSince1970) }
}
