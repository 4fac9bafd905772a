import Experiment

extension [Measurement] {
    private var validations: [Measurement] { filter { $0.split == .validation } }

    /// What the validations among them came to.
    var validationScores: [Score] { validations.map(\.score) }

    /// The validations among them; nil where these are not the ones of which a record or a checkpoint tells.
    /// - Parameters:
    ///   - count: how many these are; nil where that is not known.
    ///   - last: what the last one came to.
    func validations(count: Int?, last: Score) -> [Measurement]? {
        let found: [Measurement] = validations
        guard count == nil || count == found.count, found.last?.score.bits == last.bits else { return nil }
        return found
    }
}

extension Measurement {
    var score: Score { Score(loss: loss, accuracy: accuracy) }
}
