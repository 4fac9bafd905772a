import Experiment

/// The files of one item while it works. Any thread; events in order.
protocol ItemLog: Sendable {
    /// What has gone wrong with its files; nil while nothing has.
    var failure: ItemFailure? { get }

    /// Whether the item is of no use without its files: then their failure ends it.
    var needsItsFiles: Bool { get }

    /// Makes the item's folder, or keeps one with a checkpoint, and writes the record that says it runs.
    /// - Parameter isTried: otherwise it does not run, and only its end is written.
    func start(isTried: Bool)

    func handle(_ event: ItemEvent)

    /// Writes what was gathered, unless the log is at work: it is not waited for.
    func flushIfIdle()

    /// Closes the files and writes the record. Whatever happens to the files, the result is in the record.
    func finish(_ result: Result<ItemOutcome, ItemFailure>)

    /// Gives the record to the summary.
    func report(to summary: LiveSummary)
}

extension ItemLog {
    /// `failure`, where it ends the item.
    var endingFailure: ItemFailure? { needsItsFiles ? failure : nil }
}
