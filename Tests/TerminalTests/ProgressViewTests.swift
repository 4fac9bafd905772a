import Experiment
import Foundation
import Synchronization
import Terminal
import TestSupport
import Testing

@Suite struct ProgressViewTests {
    /// A view whose output goes to a file and whose clock the test moves.
    private final class Stage {
        let view: ProgressView
        private let folder: TemporaryFolder
        private let handle: FileHandle
        private let time: Time

        private final class Time: Sendable {
            let now = Mutex(0.0)
        }

        init(_ items: [PlanItem], finished: [String] = [], style: ProgressStyle, tellsEnds: Bool = true) throws {
            folder = try TemporaryFolder()
            try folder.write("", to: "output")
            handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("output")))
            let time = Time()
            self.time = time
            view = ProgressView(
                plan: plan(items), finished: done(finished), style: style,
                output: TerminalOutput(descriptor: handle.fileDescriptor), tellsEnds: tellsEnds,
                clock: { time.now.withLock { $0 } })
        }

        func send(_ event: ScheduleEvent, at now: Double) {
            time.now.withLock { $0 = now }
            view.handle(event)
        }

        /// What the terminal itself writes.
        func echo(_ text: String) throws { try handle.write(contentsOf: Data(text.utf8)) }

        var output: String { (try? String(contentsOfFile: folder.file("output"), encoding: .utf8)) ?? "" }

        /// What a person sees. A file has no size, so the view takes 80 columns.
        var screen: Screen {
            var screen = Screen(columns: 80)
            screen.feed(output)
            return screen
        }
    }

    private let story: [(ScheduleEvent, at: Double)] = [
        (started("a"), 0), (progressed("a", 0), 0), (progressed("a", 100), 1), (validated("a", 500, accuracy: 0.8), 5),
        (started("b"), 5), (failed("b", "the disk is full"), 6), (ended("a"), 10), (started("c"), 10),
        (ended("c", .diverged(step: 40, learningRate: 0.1)), 11), (started("finder/t"), 11),
        (
            .finished(
                PlanItemID("finder/t"),
                .outcome(
                    .rangeTest(
                        RangeTestOutcome(
                            sweeps: [], curve: [], learningRate: 0.0021, confidence: .clear, reason: nil, samples: 0,
                            seconds: 3)))),
            12
        ),
        (started("d"), 12), (ended("d", .interrupted(step: 7)), 13), (.finished(PlanItemID("e"), .notStarted), 13),
    ]

    private var items: [PlanItem] { ["a", "b", "c", "d", "e"].map { item($0) } + [rangeTest("t")] }

    @Test func `a log gets a line for each start, validation and end`() throws {
        let stage = try Stage(items, style: .plain(color: false))
        for (event, time) in story { stage.send(event, at: time) }
        stage.view.finish()
        #expect(
            stage.output == """
                started: a
                a: epoch 1.00, step 500, validation accuracy 80.00 %, loss 0.6123
                started: b
                [1/6] failed: b: the disk is full
                [2/6] done: a: validation accuracy 84.12 %, loss 0.4321; test accuracy 83.90 %; 48 s at 21.3k/s
                started: c
                [3/6] diverged: c: the loss was not finite at step 40, with learning rate 0.1
                started: finder/t
                [4/6] done: finder/t: suggests the learning rate 0.0021 (clear); 0 points, 3 s
                started: d
                [4/6] interrupted: d: at step 7

                """)
    }

    @Test func `a retry is told, and its item is counted once`() throws {
        let failure = ItemFailure("no space")
        let stage = try Stage([item("a"), item("b")], style: .plain(color: false))
        stage.send(started("a"), at: 0)
        stage.send(.retrying(PlanItemID("a"), failure, seconds: 2), at: 1)
        stage.send(started("a"), at: 3)
        stage.send(.retrying(PlanItemID("a"), failure, seconds: 4), at: 4)
        stage.send(started("a"), at: 8)
        stage.send(failed("a", "no space"), at: 9)
        #expect(
            stage.output == """
                started: a
                retry: a: no space; again in 2 s
                started: a
                retry: a: no space; again in 4 s
                started: a
                [1/2] failed: a: no space

                """)
    }

    @Test func `a run that took too long is told of with its step`() throws {
        let stage = try Stage([item("a")], style: .plain(color: false))
        stage.send(failed("a", "it took too long", reached: runOutcome(.interrupted(step: 7))), at: 1)
        #expect(stage.output == "[1/1] failed at step 7: a: it took too long\n")
    }

    @Test func `the limit that a loss was above is written as losses are`() throws {
        let stage = try Stage([item("a")], style: .plain(color: false))
        stage.send(ended("a", .diverged(step: 7, learningRate: 0.1, limit: 2.30259)), at: 1)
        #expect(
            stage.output == """
                [1/1] diverged: a: the validation loss was above 2.3026, the limit of 'stop_on_divergence', at step 7, with \
                learning rate 0.1

                """)
    }

    @Test func `a range test without a rate says so where it gives no reason`() throws {
        let stage = try Stage([rangeTest("t")], style: .plain(color: false))
        let outcome = RangeTestOutcome(sweeps: [], curve: [], learningRate: nil, reason: nil, samples: 0, seconds: 3)
        stage.send(.finished(PlanItemID("finder/t"), .outcome(.rangeTest(outcome))), at: 3)
        #expect(
            stage.output
                == "[1/1] done: finder/t: suggests no learning rate: no reason was given; 0 points, 3 s\n")
    }

    @Test(arguments: [ProgressStyle.live(color: true), .plain(color: true), .quiet(color: false)])
    func `text from elsewhere stays in its line and moves no cursor`(style: ProgressStyle) throws {
        let stage = try Stage([item("a")], style: style)
        stage.send(failed("a", "no \u{1B}[2J\u{202E}weights\nof a"), at: 1)
        stage.view.finish()
        #expect(stage.screen.lines == [#"[1/1] failed: a: no \u{1B}[2J\u{202E}weights of a"#])
        #expect(stage.screen.unknown.isEmpty)
    }

    @Test func `quiet means failures only`() throws {
        let stage = try Stage(items, style: .quiet(color: false))
        for (event, time) in story { stage.send(event, at: time) }
        stage.view.finish()
        #expect(stage.output == "[1/6] failed: b: the disk is full\n")
    }

    @Test func `a terminal folds what is done and keeps what went wrong above the active items`() throws {
        let stage = try Stage([item("a"), item("b"), item("c")], finished: ["c"], style: .live(color: true))
        stage.send(started("a"), at: 0)
        stage.send(started("b"), at: 0)
        stage.send(progressed("a", 0), at: 0)
        stage.send(progressed("a", 500), at: 5)
        var lines = stage.screen.lines
        try #require(lines.count == 4)
        #expect(lines[0].hasPrefix("a  ━"))
        #expect(lines[0].hasSuffix("5 s"))
        #expect(lines[1].hasPrefix("b  ┄"))
        #expect(lines[2].hasPrefix("total  ━"))
        #expect(lines[3] == "best   validation accuracy 84.12 %  c")
        #expect(!stage.screen.isCursorVisible)

        stage.send(ended("a"), at: 10)
        lines = stage.screen.lines
        try #require(lines.count == 3)
        #expect(lines[0].hasPrefix("b  ┄"))
        #expect(lines[1].contains("2/3 done  1 running"))
        // Of equal ones it is the first.
        #expect(lines[2] == "best   validation accuracy 84.12 %  c")

        // Longer than the terminal is wide: it wraps, between words.
        let reason = "its results could not be written: metrics.jsonl: Input/output error on the device"
        stage.send(failed("b", reason), at: 11)
        stage.view.finish()
        #expect(
            stage.screen.lines == [
                "[3/3] failed: b: its results could not be written: metrics.jsonl: Input/output",
                "error on the device",
            ])
        #expect(stage.screen.isCursorVisible)
        #expect(stage.screen.unknown.isEmpty)
    }

    @Test func `a view that is suspended shows the cursor, and is drawn anew below what stands there then`() throws {
        let stage = try Stage([item("a")], style: .live(color: false))
        stage.send(started("a"), at: 0)
        #expect(!stage.screen.isCursorVisible)
        stage.view.suspend { #expect(stage.screen.isCursorVisible) }
        let before = stage.screen.lines
        stage.send(progressed("a", 500), at: 0.01)
        let after = stage.screen.lines
        #expect(!stage.screen.isCursorVisible)
        #expect(after.starts(with: before) && after.count == 2 * before.count, "\(after)")
        stage.send(progressed("a", 600), at: 1)
        #expect(stage.screen.lines.count == after.count && stage.screen.unknown.isEmpty)
    }

    @Test func `what happens while a view is suspended is drawn below what stands there then`() throws {
        let stage = try Stage([item("a"), item("b")], style: .live(color: false))
        stage.send(started("a"), at: 0)
        let (view, before) = (stage.view, stage.screen.lines)
        let isDrawn = DispatchSemaphore(value: 0)
        view.suspend {
            DispatchQueue.global().async {
                view.handle(failed("b", "broken"))
                isDrawn.signal()
            }
            // Time enough for who does not wait.
            #expect(isDrawn.wait(timeout: .now() + 0.1) == .timedOut)
        }
        isDrawn.wait()
        let after = stage.screen.lines
        #expect(after.starts(with: before + ["[1/2] failed: b: broken"]), "\(after)")
    }

    @Test func `a view that waits for who reads its output is suspended all the same`() throws {
        let pipe = Pipe()
        let view = ProgressView(
            plan: plan([item("a")]), finished: [:], style: .live(color: false),
            output: TerminalOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor))
        // Twice what a pipe holds.
        view.handle(failed("a", String(repeating: "x", count: 1 << 17)))
        let (isWaiting, isSuspended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // Not on a queue: other tests may keep its threads busy.
        Thread {
            isWaiting.wait()
            view.suspend {}
            isSuspended.signal()
        }.start()
        var wasSuspended = false
        view.flush {
            isWaiting.signal()
            wasSuspended = isSuspended.wait(timeout: .now() + 600) == .success
            return true
        }
        #expect(wasSuspended)
        withExtendedLifetime(pipe) {}
    }

    @Test func `lines that stay take the place of the view, which is drawn anew below them`() throws {
        let stage = try Stage([rangeTest("t"), rangeTest("u")], style: .live(color: true), tellsEnds: false)
        stage.send(started("finder/t"), at: 0)
        stage.send(progressed("finder/t", 50, of: 100), at: 1)
        stage.send(found("finder/t"), at: 2)
        stage.view.show("a page\nof two lines\n")
        #expect(stage.screen.lines == ["a page", "of two lines"])
        #expect(stage.screen.isCursorVisible)
        // At once: nobody waits for the time between two frames.
        stage.send(started("finder/u"), at: 2)
        let lines = stage.screen.lines
        #expect(lines.starts(with: ["a page", "of two lines"]) && lines.count == 4, "\(lines)")
        #expect(lines.dropFirst(2).first?.hasPrefix("finder/u  ") == true, "\(lines)")
        #expect(lines.last?.contains("1/2 done  1 running") == true && !stage.screen.isCursorVisible, "\(lines)")
        stage.send(failed("finder/u", "broken"), at: 3)
        stage.view.finish()
        stage.view.show("\nanother page\n")
        #expect(stage.screen.lines == ["a page", "of two lines", "", "another page"])
        #expect(stage.screen.isCursorVisible && stage.screen.unknown.isEmpty)
    }

    @Test func `what a terminal writes of Ctrl-C goes with the view`() throws {
        let stage = try Stage([item("a")], style: .live(color: false))
        stage.send(started("a"), at: 0)
        try stage.echo("^C")
        stage.send(progressed("a", 500), at: 5)
        stage.view.finish()
        #expect(stage.screen.lines.isEmpty, "\(stage.screen.lines)")
        #expect(stage.screen.isCursorVisible)
    }

    @Test func `a view that tells no event holds the lines that it is given alone`() throws {
        let stage = try Stage(items, style: .log)
        for (event, time) in story { stage.send(event, at: time) }
        stage.view.show("a page\n")
        stage.view.finish()
        #expect(stage.output == "a page\n")
    }

    @Test func `at most ten frames a second are drawn`() throws {
        let stage = try Stage([item("a")], style: .live(color: false))
        stage.send(started("a"), at: 0)
        for tick in 1...100 { stage.send(progressed("a", tick), at: Double(tick) / 100) }
        let frames = stage.output.split(separator: "total").count - 1
        #expect((9...11).contains(frames), "\(frames)")
    }

    @Test func `nothing is drawn after the end`() throws {
        let stage = try Stage([item("a")], style: .live(color: false))
        stage.send(started("a"), at: 0)
        stage.view.finish()
        let output = stage.output
        stage.send(progressed("a", 5), at: 5)
        stage.view.finish()
        #expect(stage.output == output)
        #expect(stage.screen.lines.isEmpty)
    }

    @Test func `a view that never drew leaves no escape codes`() throws {
        let stage = try Stage([item("a")], style: .live(color: true))
        stage.view.finish()
        #expect(stage.output.isEmpty)
    }

    @Test func `without colours there are no escape codes in a log`() throws {
        let stage = try Stage(items, style: .plain(color: false))
        for (event, time) in story { stage.send(event, at: time) }
        #expect(!stage.output.contains("\u{1B}"))
    }

    @Test func `many threads may report at once`() throws {
        let stage = try Stage((0..<8).map { item("r\($0)") }, style: .live(color: false))
        let view = stage.view
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            view.handle(started("r\(index)"))
            for step in 0..<50 { view.handle(progressed("r\(index)", step)) }
            view.handle(failed("r\(index)", "broken"))
        }
        view.finish()
        #expect(stage.screen.lines.filter { $0.contains("] failed: r") }.count == 8)
    }

    @Test func `an output that is closed ends nothing`() {
        let view = ProgressView(
            plan: plan([item("a")]), finished: [:], style: .plain(color: false), output: TerminalOutput(descriptor: -1))
        view.handle(started("a"))
        view.finish()
    }

    @Test func `an output that is full is told, and ends nothing`() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let view = ProgressView(
            plan: plan([item("a")]), finished: [:], style: .plain(color: false),
            output: TerminalOutput(descriptor: full.fileDescriptor))
        #expect(view.outputError == nil)
        view.handle(started("a"))
        view.finish()
        #expect(view.outputError == ENOSPC)
        withExtendedLifetime(full) {}
    }

    @Test func `the style follows the output, the environment and the options`() {
        func style(
            _ isTerminal: Bool = true, _ environment: [String: String] = [:], quiet: Bool = false, noColor: Bool = false
        ) -> ProgressStyle {
            .choose(isTerminal: isTerminal, environment: environment, quiet: quiet, noColor: noColor)
        }
        #expect(style() == .live(color: true))
        #expect(style(false) == .plain(color: false))
        #expect(style(true, ["TERM": "dumb"]) == .plain(color: false))
        #expect(style(true, ["TERM": "xterm", "NO_COLOR": "1"]) == .live(color: false))
        #expect(style(true, ["NO_COLOR": ""]) == .live(color: true))
        #expect(style(noColor: true) == .live(color: false))
        #expect(style(quiet: true) == .quiet(color: true))
        #expect(style(false, quiet: true) == .quiet(color: false))
    }
}
