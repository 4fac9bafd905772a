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

    /// - Parameter values: a type of its own, not any collection: a generic function of another module is not
    ///   specialized, and took a microsecond for each number.
    package init(_ content: Content, tensor: String, values: ArraySlice<Float>) {
        self.content = content
        self.tensor = tensor
        var (low, high, finite) = (Float.infinity, -Float.infinity, 0)
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
            finite += 1
        }
        guard finite > 0 else {
            buckets = []
            return
        }
        buckets = Self.buckets(of: values, from: Double(low), to: Double(high), finite: finite)
    }

    private static func buckets(
        of values: ArraySlice<Float>, from low: Double, to high: Double, finite: Int
    ) -> [Bucket] {
        guard low < high else { return [Bucket(low: low, high: high, count: finite)] }
        var counts = [Int](repeating: 0, count: bucketCount)
        let scale = Double(bucketCount) / (high - low)
        for value in values where value.isFinite {
            counts[min(bucketCount - 1, Int((Double(value) - low) * scale))] += 1
        }
        return counts.enumerated().map { index, count in
            let edge = { (index: Int) in index == bucketCount ? high : low + Double(index) / scale }
            return Bucket(low: edge(index), high: edge(index + 1), count: count)
        }
    }
}
