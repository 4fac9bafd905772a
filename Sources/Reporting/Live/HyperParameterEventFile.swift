import Experiment
import TensorBoard

/// The row of a run in the HParams table: small event files of its own (suffix `.hparams`), so that it can be written
/// again when the table's columns change.
///
/// TensorBoard lists runs by their earliest wall time. That of the row's file is the run's place in the plan
/// (`LogContext.listingTime`), so that the list is in plan order whichever run began first.
enum HyperParameterEventFile {
    static let suffix = ".hparams"

    /// What a run's folder says of it at its beginning, before its event file.
    static func begin(
        folder: String, table: HyperParameterTable, session: HyperParameterSession, listingTime: Double
    ) throws(ReportingError) {
        try write([.hyperParameterTable(table), .sessionStart(session)], folder: folder, wallTime: listingTime)
    }

    /// How the run ended. In a file behind the closed event file: a reader has to meet it as something new.
    static func end(folder: String, _ end: SessionEnd, wallTime: Double) throws(ReportingError) {
        try write([.sessionEnd(end)], folder: folder, wallTime: wallTime)
    }

    /// The whole row of a run that is not under way, in place of what its folder said before; nothing where it said
    /// nothing. A loss of power may take the row, until the next change of the plan writes it again: a start renews those
    /// of all runs before it shows anything, and to bring thousands to the disk one by one takes minutes.
    /// - Parameter end: nil for a run that has told none. TensorBoard keeps the first end that it meets, and a start
    ///   may give the run another one.
    static func replace(
        folder: String, table: HyperParameterTable, session: HyperParameterSession, end: SessionEnd?,
        listingTime: Double
    ) throws(ReportingError) {
        let old = try FileAccess.names(in: folder).filter { $0.hasSuffix(suffix) }
        guard !old.isEmpty else { return }
        let row: [SummaryValue] = [.hyperParameterTable(table), .sessionStart(session)]
        try write(
            row + (end.map { [.sessionEnd($0)] } ?? []), folder: folder, wallTime: listingTime, isSynchronized: false)
        for name in old { try FileAccess.remove("\(folder)/\(name)") }
    }

    private static func write(
        _ values: [SummaryValue], folder: String, wallTime: Double, isSynchronized: Bool = true
    ) throws(ReportingError) {
        try CompleteEventFile.write(
            suffix: suffix, folder: folder, wallTime: wallTime, isSynchronized: isSynchronized
        ) { (writer) throws(TensorBoardError) in
            try writer.write(values, step: 0, wallTime: wallTime)
        }
    }
}
