/// The ends of the rates that trials may take, log₁₀, by the names that the file has for them.
extension ClosedRange<Double> {
    /// Whether `logRate` is one of the ends, but for rounding.
    func hasEnd(at logRate: Double) -> Bool { Swift.min(logRate - lowerBound, upperBound - logRate) < 1e-9 }

    /// `, 'min'` or `, 'max'` at one of the ends; nothing elsewhere.
    func endName(at logRate: Double) -> String {
        guard hasEnd(at: logRate) else { return "" }
        return logRate - lowerBound < upperBound - logRate ? ", 'min'" : ", 'max'"
    }
}
