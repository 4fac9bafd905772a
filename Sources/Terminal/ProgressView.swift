package import Experiment
import Foundation
import Synchronization

/// Shows how the items of a plan go on, while they do. Nothing here waits for who reads the output.
package final class ProgressView: Sendable {
    /// Seconds between two frames: ten a second look alive and cost nothing.
    private static let framePeriod = 0.1
    /// Milliseconds in which any frame is drawn.
    private static let drawingTime = 100

    private struct View: Sendable {
        var state: ProgressState
        var output: OutputBuffer
        var screen = LiveScreen()
        var lastFrameAt: Double?
        var isFinished = false
    }

    private let view: Mutex<View>
    private let style: ProgressStyle
    private let output: TerminalOutput
    private let lines: ProgressLines
    private let logLine: @Sendable (ScheduleEvent) -> String?
    private let clock: @Sendable () -> Double

    /// - Parameters:
    ///   - plan: of the items shown: with `--only` those that this start is about.
    ///   - finished: what earlier starts have done; what is of the items shown is counted as it ended, and the best of
    ///     it is ahead.
    ///   - tellsEnds: whether a line tells how an item ended; false for who tells it in words of its own.
    ///   - logLine: how the style `log` writes an event; nil for nothing.
    ///   - clock: seconds since any fixed moment.
    package init(
        plan: RunPlan, finished: [PlanItemID: ItemOutcome], style: ProgressStyle, output: TerminalOutput,
        tellsEnds: Bool = true, logLine: @escaping @Sendable (ScheduleEvent) -> String? = { _ in nil },
        clock: @escaping @Sendable () -> Double = ProgressView.monotonicClock()
    ) {
        let state = ProgressState(plan: plan, finished: finished)
        view = Mutex(View(state: state, output: OutputBuffer(output)))
        self.style = style
        self.output = output
        self.logLine = logLine
        self.clock = clock
        let detail: ProgressLines.Detail =
            switch style {
            case .live: .news
            case .plain: .everything
            case .quiet, .log: .failures
            }
        lines = ProgressLines(detail: detail, tellsEnds: tellsEnds)
    }

    /// Takes the next event. Any thread may call it; the order of calls is the order of events.
    package func handle(_ event: ScheduleEvent) {
        let now = clock()
        view.withLock { view in
            view.state.apply(event, at: now)
            view.output.push()
            // What comes from elsewhere, such as a name in a checkpoint, moves no cursor.
            let line = lines.line(for: event, view.state)?.mapped(DisplayText.line)
            switch style {
            case .log: if let line = logLine(event) { view.output.write(line + "\n") }
            case .plain(let color), .quiet(let color):
                if let line { view.output.write(line.rendered(color: color) + "\n") }
            case .live(let color):
                guard !view.isFinished else { return }
                // A frame that nobody looks at is not drawn; a line that stays waits.
                let isDue = view.output.isEmpty && (view.lastFrameAt.map { now - $0 >= Self.framePeriod } ?? true)
                guard isDue || line != nil else { return }
                view.lastFrameAt = now
                let size = output.size
                let frame = ProgressFrame.render(view.state, width: size.columns, height: size.rows, now: now)
                view.output.write(
                    view.screen.update(
                        permanent: line?.wrapped(to: size.columns) ?? [],
                        frame: frame.map { $0.mapped(output.drawn) }, width: size.columns, color: color))
            }
        }
    }

    /// Clears the live view and shows the cursor again; the lines above it stay. Further events draw nothing.
    package func finish() {
        view.withLock { view in
            view.isFinished = true
            view.output.write(
                view.screen.update(permanent: [], frame: [], width: output.size.columns, color: false))
        }
    }

    /// A line behind everything that was shown; for the time after `finish`.
    package func say(_ text: String) { view.withLock { $0.output.write(text + "\n") } }

    /// Lines that stay, where the live view was; the next event draws it anew below them.
    /// - Parameter lines: whole ones, each with its end.
    package func show(_ lines: String) {
        view.withLock { view in
            view.output.write(
                view.screen.update(permanent: [], frame: [], width: output.size.columns, color: false) + lines)
            view.lastFrameAt = nil
        }
    }

    /// Brings out what the reader has not taken yet.
    /// - Parameter isGivenUp: asked each time that the reader has taken nothing for half a second.
    package func flush(until isGivenUp: () -> Bool) { view.withLock { $0.output.drain(until: isGivenUp) } }

    /// The system's first error where something that was shown is lost: a full disk; nil also where its reader is gone.
    package var outputError: Int32? { view.withLock { $0.output.error } }

    /// Leaves the terminal usable where the process ends at once, without a lock: another thread may hold it.
    package func abandon() {
        switch style {
        case .live:
            var text = Array(LiveScreen.abandoned.utf8)[...]
            output.write(&text)
        case .plain, .log, .quiet: break
        }
    }

    /// Leaves the terminal usable for as long as `pause` lasts, in which the process is stopped (Ctrl-Z) or ends; then
    /// the next frame is drawn anew, below what others have written.
    package func suspend(_ pause: () -> Void) {
        // With the lock, nobody draws before the pause, or over what was written in it. Who draws gives it back soon;
        // who keeps it waits for a terminal that takes nothing (`flush`), and must not hold up the signal.
        for _ in 0..<Self.drawingTime {
            let paused: Void? = view.withLockIfAvailable { view in
                abandon()
                view.screen = LiveScreen()
                view.lastFrameAt = nil
                pause()
            }
            if paused != nil { return }
            Thread.sleep(forTimeInterval: 0.001)
        }
        abandon()
        pause()
    }

    /// Seconds since this call, on a clock that nobody sets and that stands still while the computer sleeps: what is left
    /// is estimated from how fast the items train.
    package static func monotonicClock() -> @Sendable () -> Double {
        let start = SuspendingClock.now
        return { (SuspendingClock.now - start) / .seconds(1) }
    }
}
