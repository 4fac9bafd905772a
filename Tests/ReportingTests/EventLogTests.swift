import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct EventLogTests {
    @Test func `a retry tells why, and in how many seconds it comes`() throws {
        let failure = ItemFailure("cannot write a/run.json: No space left on device", isTransient: true)
        let event = ScheduleEvent.retrying(PlanItemID("a"), failure, seconds: 4)
        let line = try #require(EventLog.line(for: event, at: Samples.start))
        #expect(
            try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
                == .object([
                    "time": .string(Samples.start.text), "event": .string("retrying"), "item": .string("a"),
                    "reason": .string(failure.reason), "seconds": .number(4),
                ]))
    }
}
