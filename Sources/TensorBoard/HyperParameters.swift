/// A cell of the HParams table. Numbers are doubles; what must stay exact to the last digit (a large seed) is
/// better a string. There is no null and no list: leave the one out, spell the other.
package enum HyperParameterValue: Hashable, Sendable {
    case number(Double)
    case string(String)
    case bool(Bool)
}

/// The columns of the HParams table: exactly these are shown, in TensorBoard's own order.
///
/// TensorBoard takes the *first* table that it meets below its log folder, in whichever folder, for all of them,
/// and never looks at a later one. So write the same table at the start of every session's file, and decide it
/// before the first session begins. (Without any table it shows every hyper-parameter and every scalar.)
package struct HyperParameterTable: Hashable, Sendable {
    package var name: String
    package var description: String
    package var columns: [HyperParameterColumn]
    package var metrics: [MetricColumn]

    package init(
        name: String = "", description: String = "", columns: [HyperParameterColumn], metrics: [MetricColumn]
    ) {
        self.name = name
        self.description = description
        self.columns = columns
        self.metrics = metrics
    }
}

package struct HyperParameterColumn: Hashable, Sendable {
    /// What a column holds, and what its filter offers.
    package enum Domain: Hashable, Sendable {
        case numbers(minimum: Double, maximum: Double)
        case strings([String])
        case bools
    }

    /// The key of `HyperParameterSession.values`.
    package var name: String
    /// A session's value of another kind is not shown at all.
    package var domain: Domain

    package init(name: String, domain: Domain) {
        self.name = name
        self.domain = domain
    }
}

/// A column with the last value of a scalar.
package struct MetricColumn: Hashable, Sendable {
    package var tag: String
    package var displayName: String

    package init(tag: String, displayName: String = "") {
        self.tag = tag
        self.displayName = displayName
    }
}

/// A row of the HParams table: what the session in this folder was started with. The first one in a folder holds;
/// write it once, when the values are final.
package struct HyperParameterSession: Hashable, Sendable {
    package var values: [String: HyperParameterValue]
    /// Sessions with the same name here become one row with the mean of their metrics (repeats over seeds);
    /// each empty name is a row of its own.
    package var group: String
    /// Seconds since 1970.
    package var startTime: Double

    package init(values: [String: HyperParameterValue], group: String = "", startTime: Double) {
        self.values = values
        self.group = group
        self.startTime = startTime
    }
}

/// How a session ended. The first one in a folder holds, so there is no "running": a session without an end is
/// shown with an unknown status. Where a session may be taken up again after its end (a failure, an interruption),
/// write the end to a file of its own (`EventFileWriter(… firstStep: nil)`, after the last flush of the session's
/// file, which TensorBoard's Python loader no longer looks at from then on) and delete that file before going on.
package struct SessionEnd: Hashable, Sendable {
    package enum Status: Hashable, Sendable { case success, failure }

    package var status: Status
    /// Seconds since 1970.
    package var endTime: Double

    package init(status: Status, endTime: Double) {
        self.status = status
        self.endTime = endTime
    }
}
