import Experiment

/// The live view at one moment: a line for each active item, one for the whole, and the run that is ahead.
package enum ProgressFrame {
    /// Columns of a name before anything else may take them, and at most.
    private static let nameWidths = 16...60
    /// Columns of a name in a narrow terminal, before others give way to it.
    private static let narrowName = 6
    /// Columns of a bar; a shorter one says nothing.
    private static let barWidths = 8...30
    private static let gap = "  "

    /// - Parameters:
    ///   - width: columns of the terminal. The last one stays empty: a full line would wrap on some terminals.
    ///   - height: rows of the terminal; with more active items than fit, the last lines say how many are not shown.
    ///   - now: the time, on the clock of the state's events.
    package static func render(_ state: ProgressState, width: Int, height: Int, now: Double) -> [StyledText] {
        let columns = max(1, width - 1)
        let room = max(1, height - 3)
        let shown = state.active.count <= room ? state.active[...] : state.active.prefix(max(0, room - 1))
        var rows = shown.map { Row($0, at: now) }
        let labels = RunLabels.fitted(
            rows.map(\.name), short: shown.map(\.shortName), to: Layout(rows, columns: columns).name)
        for (index, label) in labels.enumerated() { rows[index].name = label }
        // Once more: what the labels do not take is free for others.
        let layout = Layout(rows, columns: columns)
        var lines = rows.map { layout.line($0) }
        let hidden = state.active.count - shown.count
        if hidden > 0 { lines.append(StyledText("… and \(hidden) more", .dim)) }
        lines.append(whole(state, columns: columns, at: now))
        if let best = best(state, columns: columns) { lines.append(best) }
        return lines.map { $0.clipped(to: columns) }
    }

    /// The cells of one item's line.
    private struct Row {
        var name: String
        var fraction: Double
        var position: String
        /// A run's at its end, than which none is wider. A range test is over soon, and takes no room of names for it.
        var lastPosition: String
        var loss: String
        var accuracy: String
        var validation: String
        /// Validation losses, the latest last.
        var losses: [Double]
        var rate: String
        var left: String

        init(_ item: ProgressState.Active, at now: Double) {
            name = item.id.folder
            fraction = item.fraction
            let step = item.progress?.step ?? 0
            let steps = item.progress?.steps ?? item.workload.steps
            let perEpoch = max(1, item.workload.stepsPerEpoch)
            func epoch(at step: Int) -> String {
                "epoch \(NumberSpelling.fixed(Double(step) / Double(perEpoch), 1))/\(steps / perEpoch)"
            }
            position = item.isRangeTest ? "step \(step)/\(steps)" : epoch(at: step)
            lastPosition = item.isRangeTest ? position : epoch(at: steps)
            loss = item.progress.map { "loss \(Self.spelled($0.latestLoss))" } ?? ""
            accuracy =
                item.isRangeTest
                ? "" : item.progress.map { NumberSpelling.percent($0.latestAccuracy, decimals: 1) } ?? ""
            validation =
                item.validations.last.map { "validation \(NumberSpelling.percent($0.accuracy, decimals: 1))" } ?? ""
            losses = item.validations.map(\.loss)
            rate = item.progress.map { CompactSpelling.perSecond($0.samplesPerSecond) } ?? ""
            left = item.secondsLeft(at: now).map { CompactSpelling.duration($0) } ?? TableColumn.none
        }

        /// In four decimals for longer than a report has them, so that the columns keep their places as it sinks.
        private static func spelled(_ loss: Double) -> String { LossNotation(of: loss, smallBelow: 1e-3).text(loss) }
    }

    /// What the terminal's width has room for: first the position, time left, loss and accuracy; then the speed, a bar,
    /// the validation, beside it the course of its loss, the whole of the names, a longer bar.
    private struct Layout {
        var name: Int
        var bar = 0
        var position: Int
        var loss: Int
        var accuracy: Int
        var validation = 0
        var sparkline = 0
        var rate = 0
        var left: Int

        init(_ rows: [Row], columns: Int) {
            func widest(_ cell: (Row) -> String, atLeast least: Int = 0) -> Int {
                rows.reduce(least) { max($0, cell($1).displayWidth) }
            }
            let longest = min(widest(\.name), nameWidths.upperBound)
            name = min(longest, nameWidths.lowerBound)
            // The usual widths from the start, so that columns do not jump as numbers come in.
            position = widest(\.position, atLeast: widest(\.lastPosition, atLeast: 11))
            loss = widest(\.loss, atLeast: 11)
            accuracy = widest(\.accuracy, atLeast: 6)
            left = widest(\.left, atLeast: 5)
            var free = columns - name - [position, loss, accuracy, left].reduce(0) { $0 + $1 + gap.count }
            if free < 0 {
                var blank: [WritableKeyPath<Layout, Int>] = []
                if widest(\.loss) == 0 { blank.append(\.loss) }
                if widest(\.accuracy) == 0 { blank.append(\.accuracy) }
                narrow(room: name + free, longest: longest, blank: blank)
                return
            }
            func take(_ width: Int) -> Int {
                let needed = width + gap.count
                guard width > 0, free >= needed else { return 0 }
                free -= needed
                return width
            }
            rate = take(widest(\.rate, atLeast: 7))
            // Room for `100.0 %`, before a bar that would have to go again.
            let spare = rate > 0 ? min(free, max(0, 7 - accuracy)) : 0
            accuracy += spare
            free -= spare
            bar = take(barWidths.lowerBound)
            validation = take(widest(\.validation))
            // Behind another number they would read as its course.
            sparkline = validation > 0 ? take(Sparkline.width) : 0
            let more = min(free, longest - name)
            name += more
            if bar > 0 { bar = min(bar + free - more, barWidths.upperBound) }
        }

        /// Does without whole columns: half a number, or a name of one letter, says nothing.
        /// - Parameters:
        ///   - room: for names beside all of them; below 0 where even these do not fit.
        ///   - longest: of the names.
        ///   - blank: the columns in which nothing stands yet.
        private mutating func narrow(room: Int, longest: Int, blank: [WritableKeyPath<Layout, Int>]) {
            var room = room
            for column in blank { room += drop(column) }
            // Without the loss before it a percentage would read as how far the run is.
            let others: [WritableKeyPath<Layout, Int>] = [\.accuracy, \.loss, \.left, \.position]
            for column in others where room < min(longest, narrowName) { room += drop(column) }
            name = min(longest, max(1, room))
        }

        /// - Returns: what the column took, with the gap before it.
        private mutating func drop(_ column: WritableKeyPath<Layout, Int>) -> Int {
            let width = self[keyPath: column]
            guard width > 0 else { return 0 }
            self[keyPath: column] = 0
            return width + gap.count
        }

        func line(_ row: Row) -> StyledText {
            var line = StyledText(row.name.fitted(to: name), .bold)
            if bar > 0 {
                line.append(gap)
                appendBar(row.fraction, width: bar, to: &line)
            }
            for (cell, width, style) in [
                (row.position, position, StyledText.Style.plain), (row.loss, loss, .plain),
                (row.accuracy, accuracy, .plain), (row.validation, validation, .green),
                (Sparkline.text(row.losses, width: sparkline), sparkline, .green), (row.rate, rate, .dim),
                (row.left, left, .cyan),
            ] where width > 0 {
                line.append(gap)
                line.append(cell.rightAligned(in: width), style)
            }
            return line
        }
    }

    private static func whole(_ state: ProgressState, columns: Int, at now: Double) -> StyledText {
        let counts = state.counts
        let done = "\(counts.done)/\(state.total) done"
        let left = state.secondsLeft(at: now).map { "\(CompactSpelling.duration($0)) left" } ?? "– left"
        var notes = StyledText()
        func note(_ count: Int, _ word: String, _ style: StyledText.Style) {
            guard count > 0 else { return }
            notes.append(gap)
            notes.append("\(count) \(word)", style)
        }
        note(state.active.count, "running", .plain)
        note(counts.diverged, "diverged", .yellow)
        note(counts.failed, "failed", .red)
        let bar = min(
            barWidths.upperBound, columns - "total".count - done.count - notes.width - left.count - 3 * gap.count)
        var line = StyledText("total", .bold)
        line.append(gap)
        if bar >= barWidths.lowerBound {
            appendBar(state.fraction, width: bar, to: &line)
            line.append(gap)
        }
        line.append(done)
        line.append(notes)
        line.append(gap)
        line.append(left, .cyan)
        return line
    }

    /// The run that is ahead; nil before one has ended.
    private static func best(_ state: ProgressState, columns: Int) -> StyledText? {
        guard let (item, score) = state.best else { return nil }
        let value =
            switch state.objective.metric {
            case .validationAccuracy: "validation accuracy \(NumberSpelling.percent(score.accuracy))"
            case .validationLoss: "validation loss \(NumberSpelling.loss(score.loss))"
            }
        var line = StyledText("best", .bold)
        line.append(gap + " ")
        line.append(value, .green)
        let room = columns - line.width - gap.count
        if room > 0 {
            line.append(gap)
            for label in RunLabels.fitted([item.id.folder], short: [item.shortName], to: room) { line.append(label) }
        }
        return line
    }

    /// Half a column is the smallest step.
    private static func appendBar(_ fraction: Double, width: Int, to line: inout StyledText) {
        let halves = Int((min(1, max(0, fraction)) * Double(2 * width)).rounded(.down))
        let filled = String(repeating: "━", count: halves / 2) + (halves % 2 == 1 ? "╸" : "")
        line.append(filled, .green)
        line.append(String(repeating: "┄", count: width - filled.count), .dim)
    }
}
