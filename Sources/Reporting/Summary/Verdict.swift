import Experiment

/// What a result means, where the numbers say so by themselves.
package enum Verdict: String, Hashable, Sendable {
    /// A done run that has learned nothing: its last validation accuracy lies within three standard errors of
    /// 1 / classes, and its loss is at least the entropy of the classes' shares, less the tolerance: who knows no more than
    /// how many there are of each has not looked at a sample. Where one class is clearly more frequent than 1 / classes,
    /// its share is the upper accuracy, and there is no lower one: who names a rare class for all gets next to nothing.
    case atChance = "at chance"

    /// Noise alone makes a loss of ln(classes), that of equal shares, that much better, and a smaller one less in
    /// proportion.
    static let lossTolerance = 0.01

    package init?(_ record: RunRecord) { self.init(record, of: record.results?.validationLast) }

    /// The same of another of its validations.
    init?(_ record: RunRecord, of score: Score?) {
        guard record.status == .done, let score else { return nil }
        let dataset = record.dataset
        let uniform = dataset.uniformGuess
        let frequent = dataset.frequentClassGuess?.accuracy
        let lowest = frequent == nil ? uniform.accuracy - dataset.reach(of: uniform.accuracy) : 0
        let highest = frequent ?? uniform.accuracy
        let entropy = dataset.constantGuess?.loss ?? uniform.loss
        guard score.accuracy >= lowest, score.accuracy <= highest + dataset.reach(of: highest),
            score.loss >= entropy - Self.lossTolerance * entropy / uniform.loss
        else { return nil }
        self = .atChance
    }
}

extension DatasetSummary {
    /// What takes each class for as likely gets.
    var uniformGuess: Score {
        Score(loss: Score.uniformGuessLoss(classes: classes), accuracy: ChanceAccuracy.uniformGuess(classes: classes))
    }

    /// What names the most frequent class for all gets; nil where none is clearly more frequent than 1 / classes.
    var frequentClassGuess: Score? {
        ChanceAccuracy.clearGuess(constantGuess, count: validationCount, classes: classes)
    }

    /// By how much the accuracy on the validation samples may differ from `share` by chance.
    fileprivate func reach(of share: Double) -> Double { ChanceAccuracy.reach(of: share, count: validationCount) }
}
