import TensorBoard

extension ReportingError {
    /// An event file could not be written.
    init(_ error: TensorBoardError) {
        switch error {
        case .system(let operation, let path, let code):
            self = .system(operation == .create ? .create : .write, path: path, errno: code)
        case .folder, .encoding, .wallTime, .step, .closed: self = .output(message: error.message)
        }
    }
}

/// What `body` gives, which writes an event file.
/// - Throws: its error as one of reporting.
func writingEvents<Value>(_ body: () throws(TensorBoardError) -> Value) throws(ReportingError) -> Value {
    do throws(TensorBoardError) {
        return try body()
    } catch {
        throw ReportingError(error)
    }
}
