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

    @Test(arguments: [nil, 0.1] as [Double?])
    func `a run that diverged says why, in the words of its record`(rate: Double?) throws {
        let outcome = Samples.outcome(.diverged(step: 9, learningRate: rate))
        let event = ScheduleEvent.finished(PlanItemID("a"), .outcome(.run(outcome)))
        let line = try #require(EventLog.line(for: event, at: Samples.start))
        let fields = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
        let reason = try #require(Samples.record(Samples.plannedRun("a"), outcome).reason)
        #expect(reason.hasPrefix("the loss was not finite at step 9, "))
        #expect(fields["status"] == .string("diverged") && fields["reason"] == .string(reason))
    }
}
