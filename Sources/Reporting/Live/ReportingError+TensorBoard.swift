import TensorBoard

extension ReportingError {
    /// An event file could not be written.
    init(_ error: TensorBoardError) {
        switch error {
        case .system(let operation, let path, let code):
            let own: Operation =
                switch operation {
                case .list: .list
                case .create: .create
                case .write, .close: .write
                }
            self = .system(own, path: path, errno: code)
        case .encoding, .wallTime, .step, .closed: self = .output(message: error.message)
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
