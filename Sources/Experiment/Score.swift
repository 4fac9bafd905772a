/// Mean loss and accuracy over a set.
package struct Score: Hashable, Sendable {
    package var loss: Double
    package var accuracy: Double

    package init(loss: Double, accuracy: Double) {
        self.loss = loss
        self.accuracy = accuracy
    }

    /// The loss of who takes each class for as likely: ln(classes), in nats.
    package static func uniformGuessLoss(classes: Int) -> Double { PortableMath.log(Double(max(2, classes))) }
}
