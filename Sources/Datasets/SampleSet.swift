package import Experiment

/// Some samples of a store, in an order of their own.
package struct SampleSet: Sendable {
    package let store: SampleStore
    /// Which samples of the store, in this set's order.
    package let indices: [Int32]

    init(store: SampleStore, indices: [Int32]) {
        self.store = store
        self.indices = indices
    }

    /// Every sample of `store`.
    init(_ store: SampleStore) {
        self.init(store: store, indices: Array(0..<Int32(store.count)))
    }

    package var count: Int { indices.count }

    /// The samples at these positions of this set.
    package func part(_ positions: Range<Int>) -> SampleSet {
        SampleSet(store: store, indices: Array(indices[positions.clamped(to: indices.indices)]))
    }

    /// The class of the sample at `position` of this set.
    package func label(at position: Int) -> UInt8 { store.labels[Int(indices[position])] }

    /// How many samples have each label, 0 to 255.
    var countOfEachLabel: [Int] {
        var counts = [Int](repeating: 0, count: Int(UInt8.max) + 1)
        for index in indices { counts[Int(store.labels[Int(index)])] += 1 }
        return counts
    }

    /// What one answer for all gets at best: right where the class is the most frequent one, and the loss of who takes
    /// the classes' shares for probabilities, their entropy in nats. Nil of no samples.
    package var constantGuess: Score? {
        guard count > 0 else { return nil }
        let shares = countOfEachLabel.filter { $0 > 0 }.map { Double($0) / Double(count) }
        return Score(
            loss: shares.reduce(0) { $0 - $1 * PortableMath.log($1) }, accuracy: shares.reduce(0, max))
    }

    /// The pixels of the sample at `position` of this set, [channel][row][column].
    package func pixels(at position: Int) -> ArraySlice<UInt8> { store.sample(Int(indices[position])) }
}
