/// How the numbers of one tensor are spread.
package struct TensorHistogram: Hashable, Sendable {
    package enum Content: String, Hashable, Sendable { case weights, gradients }

    package struct Bucket: Hashable, Sendable {
        package var low: Double
        package var high: Double
        package var count: Int
    }

    /// As TensorBoard's own summaries have.
    private static let bucketCount = 30

    package let content: Content
    /// `conv1.weight`.
    package let tensor: String
    /// Evenly wide, from the smallest number to the largest; one bucket where they are equal, none without a number.
    /// Numbers that are not finite are in none.
    package let buckets: [Bucket]

    package init(_ content: Content, tensor: String, values: some Collection<Float>) {
        self.content = content
        self.tensor = tensor
        let finite = values.lazy.filter(\.isFinite)
        guard let low = finite.min().map(Double.init), let high = finite.max().map(Double.init) else {
            buckets = []
            return
        }
        guard low < high else {
            buckets = [Bucket(low: low, high: high, count: finite.count)]
            return
        }
        var counts = [Int](repeating: 0, count: Self.bucketCount)
        let scale = Double(Self.bucketCount) / (high - low)
        for value in finite { counts[min(Self.bucketCount - 1, Int((Double(value) - low) * scale))] += 1 }
        buckets = counts.enumerated().map { index, count in
            let edge = { (index: Int) in index == Self.bucketCount ? high : low + Double(index) / scale }
            return Bucket(low: edge(index), high: edge(index + 1), count: count)
        }
    }
}
