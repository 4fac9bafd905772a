import Experiment

extension Objective {
    /// `last validation accuracy`.
    var words: String { "\(moment.rawValue) \(metric.words)" }

    /// A column's title where all is the validation's: `accuracy` of the last one, `best loss`.
    var shortWords: String {
        switch moment {
        case .last: metric.shortWords
        case .best: "best \(metric.shortWords)"
        }
    }

    /// `Last validation accuracy`.
    var title: String { words.prefix(1).uppercased() + words.dropFirst() }
}

extension Objective.Metric {
    var words: String { "validation \(shortWords)" }

    var shortWords: String {
        switch self {
        case .validationAccuracy: "accuracy"
        case .validationLoss: "loss"
        }
    }

    /// Where the better one of two values lies.
    var betterSide: String {
        switch self {
        case .validationAccuracy: "above"
        case .validationLoss: "below"
        }
    }

    /// What the better one of two values is.
    var better: String {
        switch self {
        case .validationAccuracy: "higher"
        case .validationLoss: "lower"
        }
    }

    /// Where the best of all lies.
    var extreme: String {
        switch self {
        case .validationAccuracy: "highest"
        case .validationLoss: "lowest"
        }
    }
}
