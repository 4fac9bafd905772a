/// What a network says of each sample of a set.
package struct Predictions: Hashable, Sendable {
    package var classes: Int
    /// The true class of each sample.
    package var labels: [UInt8] = []
    /// (samples, classes): softmax of the logits.
    package var probabilities: [Float] = []

    package init(classes: Int) { self.classes = classes }

    package var count: Int { labels.count }

    /// The probabilities of one sample.
    package subscript(sample: Int) -> ArraySlice<Float> {
        probabilities[sample * classes..<(sample + 1) * classes]
    }

    /// Adds a sample.
    /// - Parameter logits: one a class.
    package mutating func append(label: UInt8, logits: some Collection<Float>) {
        // Less the largest, so that no exponential overflows.
        let largest = Double(logits.max() ?? 0)
        let exponentials = logits.map { PortableMath.exp(Double($0) - largest) }
        let sum = exponentials.reduce(0, +)
        labels.append(label)
        probabilities += exponentials.map { Float($0 / sum) }
    }

    /// The most probable class of each sample, of equal ones the first.
    package var classesFound: [Int] {
        (0..<count).map { sample in
            let row = self[sample]
            return row.indices.max { row[$0] == row[$1] ? $0 > $1 : row[$0] < row[$1] }.map { $0 - row.startIndex } ?? 0
        }
    }
}
