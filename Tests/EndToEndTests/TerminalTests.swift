import Foundation
import TestSupport
import Testing

/// The live view in a real terminal.
@Suite(.enabled("needs tmux") { try Shell.has("tmux") })
struct TerminalTests {
    private static let experiment = """
        base: {dataset: shapes, epochs: 4, validate_every: 0.25}
        runs:
          - grid: {optimizer: [adam, adamw], learning_rate: [1e-4, 1e-3]}
            seeds: 2
        """

    @Test(arguments: [60, 80, 200])
    func `the view fits the terminal and leaves a clean table behind`(columns: Int) throws {
        let program = try Program(experiment: Self.experiment)
        let terminal = try Tmux(
            columns: columns, command: "\(Repository.xrun) experiment.yaml --jobs 2", in: program.folder.path)
        var frames: [[String]] = []
        while try !terminal.isOver() {
            frames.append(try terminal.screen())
            usleep(50_000)
        }
        let views = frames.filter { $0.contains { $0.hasPrefix("total  ") } }
        #expect(views.count > 10)
        for view in views {
            // A line for each of two active runs, one for the whole, the best one: nothing of older frames.
            #expect(view.count <= 4, "\(view)")
            #expect(view.count { $0.hasPrefix("total  ") } == 1)
            #expect(view.allSatisfy { $0.count < columns }, "\(view)")
            let runs = view.prefix { !$0.hasPrefix("total  ") }
            let labels = runs.map { $0.split(separator: "  ")[0] }
            #expect(Set(labels).count == runs.count, "\(view)")
        }
        let running = views.filter { $0.first?.contains("loss ") == true }
        #expect(running.allSatisfy { $0.first?.contains("epoch ") == true })
        #expect(running.contains { $0.first?.contains("/s ") == true || columns == 60 })
        #expect(columns < 80 || running.contains { $0.first?.contains("━") == true })
        #expect(
            columns < 200 || running.contains { $0.first?.contains("▁") == true && $0.first?.contains("█") == true })

        #expect(terminal.status == 0)
        let end = try terminal.screen(withHistory: true)
        #expect(!end.contains { $0.hasPrefix("total  ") || $0.hasPrefix("best  ") }, "\(end)")
        #expect(end.first { !$0.isEmpty }?.hasPrefix("   runs  ") == true, "\(end)")
        #expect(end.count { $0.contains("2 done") } == 4)
        #expect(end.allSatisfy { $0.count <= columns })
        // No word is torn at the edge.
        #expect(end.joined(separator: " ").contains("2 seeds), the best of 4 configurations"), "\(end)")
        #expect(try terminal.isCursorVisible())
    }

    @Test func `a comparison fits the terminal`() throws {
        // Rates so far apart that one group leads, whatever instructions the processor has.
        let program = try Program(
            experiment: Self.experiment.replacing(
                "optimizer: [adam, adamw], learning_rate: [1e-4, 1e-3]",
                with: "learning_rate: [1e-4, 2e-4, 4e-4, 1e-3]"))
        let compare = "\(Repository.xrun) compare runs/experiment wide/experiment"
        #expect(try program.xrun("experiment.yaml", "--jobs", "2", "--quiet").status == 0)
        let wider = try program.xrun(
            "experiment.yaml", "--jobs", "2", "--output", "wide", "--set", "batch_size=32")
        #expect(wider.status == 0)
        let terminal = try Tmux(columns: 80, command: compare, in: program.folder.path)
        while try !terminal.isOver() { usleep(50_000) }
        let lines = try terminal.screen(withHistory: true)
        // Nothing is wrapped: a line for the titles and each group, the mark, and behind a blank one the remarks.
        #expect(lines.firstIndex { $0.hasPrefix("* ahead by ") } == 9, "\(lines)")
        #expect(lines.count { $0.hasSuffix(" 2 done") } == 8, "\(lines)")
        #expect(lines.first?.contains("accuracy") == true && lines.first?.contains("|") == false, "\(lines)")
        // What has no room is told, and its notes give way with it.
        #expect(lines.contains { $0.hasPrefix("Not all columns have room here") }, "\(lines)")
        #expect(!lines.contains { $0.contains("ifference to the best") }, "\(lines)")
        let wide = try Tmux(columns: 200, command: compare, in: program.folder.path)
        while try !wide.isOver() { usleep(50_000) }
        let whole = try wide.screen(withHistory: true)
        #expect(whole.first?.contains("difference to the best") == true, "\(whole)")
        #expect(whole.contains { $0.hasPrefix("Difference to the best: the mean over the seeds") }, "\(whole)")
        #expect(!whole.contains { $0.hasPrefix("Not all columns") }, "\(whole)")
    }

    @Test(arguments: ["validate experiment.yaml", "report nowhere", "compare nowhere", "init experiment.yaml", "plna"])
    func `what is wrong is coloured, unless colours are not wanted`(command: String) throws {
        let program = try Program(experiment: "base: {epoch: 1}")
        for (option, isColored) in [("", true), (" --no-color", false)] {
            let terminal = try Tmux(
                columns: 200, command: "env -u NO_COLOR \(Repository.xrun) \(command)\(option)",
                in: program.folder.path)
            while try !terminal.isOver() { usleep(50_000) }
            #expect(terminal.status == 2)
            let text = try terminal.screen(withColors: true).joined(separator: "\n")
            #expect(text.contains("error: ") && text.contains("\u{1B}[") == isColored, "\(text)")
        }
    }

    @Test func `a terminal that is resized keeps a clean view`() throws {
        // Longer than the test: a program that ends before it knows its new size cannot clear what was wrapped.
        let program = try Program(experiment: Self.experiment.replacing("epochs: 4", with: "epochs: 2000"))
        let terminal = try Tmux(
            columns: 120, command: "\(Repository.xrun) experiment.yaml --jobs 2", in: program.folder.path)
        // A line for each of two runs, one for the whole, and the best one once there is one. They fit, and where they
        // have got more room, they use it.
        func isClean(_ view: [String], columns: Int, before: Int) -> Bool {
            (3...4).contains(view.count) && view.count { $0.hasPrefix("total  ") } == 1
                && view.allSatisfy { $0.count < columns }
                && (columns <= before || view.contains { $0.count >= before })
        }
        var (before, view): (Int, [String]) = (0, [])
        for columns in [120, 64, 120, 60, 200, 80, 120] {
            if before > 0 { try terminal.resize(columns: columns) }
            // tmux tells the program of its new size a quarter of a second later; two frames after that the old ones
            // are gone. The start takes longer, and so does a busy machine.
            let deadline = ContinuousClock.now + .seconds(600)
            repeat {
                usleep(50_000)
                view = try terminal.screen()
            } while !isClean(view, columns: columns, before: before) && ContinuousClock.now < deadline
            #expect(isClean(view, columns: columns, before: before), "\(columns) columns after \(before): \(view)")
            before = columns
        }
        try terminal.send("C-c")
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 130)
        #expect(try !terminal.screen(withHistory: true).contains { $0.hasPrefix("total  ") })
    }

    @Test func `Ctrl-Z gives the terminal back until the program goes on`() throws {
        let program = try Program(experiment: Self.experiment.replacing("epochs: 4", with: "epochs: 2000"))
        // A shell with jobs, which brings the program back when it finds the file.
        let script = "set -m; \(Repository.xrun) experiment.yaml --jobs 2; until [ -e on ]; do sleep 0.05; done; fg"
        let terminal = try Tmux(columns: 80, command: "bash -c '\(script)'", in: program.folder.path)
        func wait(for text: String) throws {
            while try !terminal.isOver(), try !terminal.screen().contains(where: { $0.contains(text) }) {
                usleep(50_000)
            }
        }
        try wait(for: "loss ")
        #expect(try !terminal.isCursorVisible())
        try terminal.send("C-z")
        try wait(for: "Stopped")
        #expect(try terminal.isCursorVisible())
        try program.folder.write("", to: "on")
        while try !terminal.isOver(), try terminal.isCursorVisible() { usleep(50_000) }
        #expect(terminal.status == nil)
        try terminal.send("C-c")
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 130)
        #expect(try terminal.isCursorVisible())
    }

    @Test func `a terminal that makes the program quit has its cursor`() throws {
        let program = try Program(experiment: Self.experiment.replacing("epochs: 4", with: "epochs: 2000"))
        // A shell with jobs is not sent what its job is sent.
        let script = "set -m; ulimit -c 0; \(Repository.xrun) experiment.yaml --jobs 2; exit $?"
        let terminal = try Tmux(columns: 80, command: "bash -c '\(script)'", in: program.folder.path)
        while try !terminal.isOver(), try !terminal.screen().contains(where: { $0.contains("loss ") }) {
            usleep(50_000)
        }
        try terminal.send("C-\\")
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 128 + Int(SIGQUIT))
        #expect(try terminal.isCursorVisible())
    }

    @Test func `Ctrl-C leaves a clean terminal`() throws {
        let program = try Program(experiment: Self.experiment.replacing("epochs: 4", with: "epochs: 400"))
        let terminal = try Tmux(
            columns: 80, command: "\(Repository.xrun) experiment.yaml --jobs 2", in: program.folder.path)
        while try !terminal.isOver(), try !terminal.screen().contains(where: { $0.contains("loss ") }) {
            usleep(50_000)
        }
        try terminal.send("C-c")
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 130)
        let end = try terminal.screen(withHistory: true)
        #expect(end.contains { $0.hasPrefix("Interrupted. The same command goes on.") }, "\(end)")
        #expect(!end.contains { $0.hasPrefix("total  ") })
        #expect(try terminal.isCursorVisible())
    }

    @Test func `find shows how it goes on below the pages that are done, and leaves them alone behind`() throws {
        let program = try Program(experiment: Program.shortAndLongRangeTest)
        let terminal = try Tmux(
            columns: 80, command: "\(Repository.xrun) find experiment.yaml --jobs 1 2>errors.txt",
            in: program.folder.path)
        var view: [String] = []
        func isGoingOn() -> Bool {
            view.contains { $0.contains(" samples in ") } && view.last?.hasPrefix("total  ") == true
        }
        while try !terminal.isOver(), !isGoingOn() {
            usleep(50_000)
            view = try terminal.screen()
        }
        #expect(view.last?.contains("1/2 done") == true && view.dropLast().last?.contains("step ") == true, "\(view)")
        try terminal.send("C-c")
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 130)
        let end = try terminal.screen(withHistory: true)
        #expect(end.count { $0 == "for short" } == 1 && end.last?.contains(" samples in ") == true, "\(end)")
        #expect(!end.contains { $0.hasPrefix("total  ") || $0.hasPrefix("[1/2]") || $0 == "for long" }, "\(end)")
        #expect(try terminal.isCursorVisible())
        #expect(try program.text("errors.txt").contains("did not come to an end"))
    }

    @Test func `a terminal without Unicode gets the curve in ASCII`() throws {
        let program = try Program(experiment: Program.shortAndLongRangeTest)
        let terminal = try Tmux(
            columns: 80, command: "env LC_ALL=C \(Repository.xrun) find experiment.yaml --jobs 2 --run short",
            in: program.folder.path)
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 0)
        let end = try terminal.screen(withHistory: true)
        #expect(end.contains { $0.contains(" +-----") } && end.contains { $0.contains(" |") }, "\(end)")
        #expect(end.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }, "\(end)")
    }

    @Test func `an error quotes names and lines as they are, also where the terminal has no Unicode`() throws {
        let line = "{description: 0 ± 1, base: {epoch: 1}}"
        let program = try Program(experiment: line)
        try program.folder.write(line, to: "sweep–a.yaml")
        let terminal = try Tmux(
            columns: 200, command: "env LC_ALL=C \(Repository.xrun) validate sweep–a.yaml", in: program.folder.path)
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 2)
        let errors = try terminal.screen()
        #expect(errors.contains { $0.hasPrefix("sweep–a.yaml:1:29: error: ") }, "\(errors)")
        let caret = String(repeating: " ", count: 28) + "^~~~~"
        #expect(errors.contains("  1 | \(line)") && errors.contains("    | \(caret)"), "\(errors)")
    }

    @Test func `a terminal without Unicode gets paths and commands with the signs that they have`() throws {
        let program = try Program(
            experiment: "{base: {dataset: {name: shapes, limit: 64}, epochs: 1}, runs: [{name: a, seeds: 2}]}")
        let terminal = try Tmux(
            columns: 80, command: "env LC_ALL=C \(Repository.xrun) experiment.yaml --jobs 2 --output lr–sweep",
            in: program.folder.path)
        while try !terminal.isOver() { usleep(50_000) }
        #expect(terminal.status == 0)
        let end = try terminal.screen(withHistory: true)
        #expect(end.contains("summary      lr–sweep/experiment/summary.md"), "\(end)")
        #expect(end.contains("TensorBoard  tensorboard --logdir 'lr–sweep/experiment'"), "\(end)")
        // The table's own signs are ASCII all the same.
        #expect(end.contains { $0.contains(" / ") } && !end.contains { $0.contains("±") }, "\(end)")
    }
}

/// A terminal of tmux that nobody looks at. Ends with the value.
private final class Tmux {
    private let socket: String
    private let folder: TemporaryFolder
    private let deadline = Date.now + 900

    init(columns: Int, command: String, in path: String) throws {
        folder = try TemporaryFolder()
        socket = folder.file("socket")
        // The pane stays when the program ends, so that what it leaves can be looked at. Ctrl-C ends only the program.
        let line =
            "trap : INT; cd '\(path)'; LC_ALL=C.UTF-8 \(command); echo $? >'\(folder.file("status"))'; exec sleep 1000"
        let started = try tmux(
            "-u", "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "30", "sh", "-c", line)
        guard started.status == 0 else { throw Failed(reason: started.errors) }
    }

    deinit {
        // Foundation starts programs with signals blocked, so that nothing gentler ends what the terminal holds, for
        // which the server would wait.
        if let group = try? tmux("display-message", "-p", "#{pane_pid}").output, let number = Int32(group.dropLast()) {
            kill(-number, SIGKILL)
        }
        _ = try? tmux("kill-server")
    }

    private struct Failed: Error { var reason: String }

    var status: Int? {
        (try? String(contentsOfFile: folder.file("status"), encoding: .utf8)).flatMap { Int($0.dropLast()) }
    }

    /// Whether the program has ended.
    /// - Throws: where that takes longer than a quarter of an hour.
    func isOver() throws -> Bool {
        if status != nil { return true }
        guard Date.now < deadline else { throw Failed(reason: "it does not end: \(try screen())") }
        return false
    }

    /// The rows of the screen, without those below the last that is not empty.
    /// - Parameter withColors: with the escape codes that make them.
    func screen(withHistory: Bool = false, withColors: Bool = false) throws -> [String] {
        let text = try tmux(
            ["capture-pane", "-p"] + (withHistory ? ["-S", "-"] : []) + (withColors ? ["-e"] : []))
        var lines = text.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    func isCursorVisible() throws -> Bool {
        try tmux("display-message", "-p", "#{cursor_flag}").output == "1\n"
    }

    func resize(columns: Int) throws { _ = try tmux("resize-window", "-x", "\(columns)", "-y", "30") }

    func send(_ key: String) throws { _ = try tmux("send-keys", key) }

    private func tmux(_ arguments: String...) throws -> Shell.Result { try tmux(arguments) }

    private func tmux(_ arguments: [String]) throws -> Shell.Result {
        // Foundation takes a program for over when the descriptors that it gave it are closed, and tmux leaves them to
        // its server.
        let script =
            #"for f in /proc/$$/fd/*; do n=${f##*/}; [ "$n" -le 2 ] || eval "exec $n>&-"; done; exec tmux "$@""#
        return try Shell.run("bash", ["-c", script, "tmux", "-S", socket] + arguments)
    }
}
