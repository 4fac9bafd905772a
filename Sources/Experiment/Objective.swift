/// Which number decides who won.
package struct Objective: Hashable, Sendable {
    package enum Metric: String, CaseIterable, Sendable {
        case validationAccuracy = "validation_accuracy"
        case validationLoss = "validation_loss"
    }
    package enum Moment: String, CaseIterable, Sendable { case last, best }

    package var metric: Metric
    package var moment: Moment

    package init(metric: Metric = .validationAccuracy, moment: Moment = .last) {
        self.metric = metric
        self.moment = moment
    }
}
