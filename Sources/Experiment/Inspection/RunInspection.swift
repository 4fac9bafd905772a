/// What a run's last weights do with the validation samples, beyond loss and accuracy.
package struct RunInspection: Hashable, Sendable {
    /// A validation sample that was taken for something else.
    package struct WrongSample: Hashable, Sendable {
        /// Position in the validation set.
        package var position: Int
        /// Of the sample among all that training and validation are split from; in the training file, where there is
        /// one.
        package var index: Int
        package var label: Int
        package var found: Int
        /// Of the class that was found.
        package var probability: Float
        /// As stored: (channels, height, width).
        package var pixels: [UInt8]
    }

    /// Of more classes neither a matrix nor curves can be looked at.
    package static let classLimit = 100
    private static let wrongSampleLimit = 24

    package var step: Int
    package var classNames: [String]
    package var sampleShape: SampleShape
    package var confusion: ConfusionMatrix
    package var curves: [PrecisionRecallCurve]
    /// The most confident first.
    package var mostConfidentlyWrong: [WrongSample]

    /// - Parameter sample: the one at a position of the set: its index, as `WrongSample` has it, and its pixels as
    ///   stored.
    package init(
        _ predictions: Predictions, step: Int, classNames: [String], sampleShape: SampleShape,
        sample: (Int) -> (index: Int, pixels: [UInt8])
    ) {
        self.step = step
        self.classNames = classNames
        self.sampleShape = sampleShape
        confusion = ConfusionMatrix(predictions)
        curves = (0..<predictions.classes).map { PrecisionRecallCurve(predictions, classIndex: $0) }
        let wrong = zip(predictions.labels, predictions.classesFound).enumerated().compactMap { position, pair in
            let (label, found) = (Int(pair.0), pair.1)
            let probability = predictions[position].dropFirst(found).first ?? .nan
            return label == found || !probability.isFinite ? nil : (position, label, found, probability)
        }
        // Of equally confident ones the first of the set.
        let ordered = wrong.sorted { $0.3 == $1.3 ? $0.0 < $1.0 : $0.3 > $1.3 }.prefix(Self.wrongSampleLimit)
        mostConfidentlyWrong = ordered.map { position, label, found, probability in
            let (index, pixels) = sample(position)
            return WrongSample(
                position: position, index: index, label: label, found: found, probability: probability, pixels: pixels)
        }
    }
}
