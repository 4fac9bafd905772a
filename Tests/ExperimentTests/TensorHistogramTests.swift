import Experiment
import Testing

@Suite struct TensorHistogramTests {
    @Test func `buckets are even, cover all numbers, and count each once`() {
        var stream = RandomStream(seed: 3, for: .split)
        let values = (0..<1000).map { _ in Float(stream.next(below: 2_000_001)) / 1e6 - 1 }
        let buckets = TensorHistogram(.weights, tensor: "conv1.weight", values: values[...]).buckets
        #expect(buckets.count == 30)
        #expect(buckets.first?.low == values.min().map(Double.init))
        #expect(buckets.last?.high == values.max().map(Double.init))
        for (index, bucket) in buckets.enumerated() {
            let isLast = index == 29
            let expected = values.filter {
                Double($0) >= bucket.low && (Double($0) < bucket.high || isLast && Double($0) <= bucket.high)
            }
            #expect(bucket.count == expected.count)
            #expect(isLast || bucket.high == buckets[index + 1].low)
        }
    }

    @Test(
        arguments: [
            ([], []), ([.nan, .infinity], []), ([2, 2, 2], [3]), ([2, -.infinity, .nan], [1]),
        ] as [([Float], [Int])])
    func `numbers that are equal, or none, make one bucket, or none`(values: [Float], counts: [Int]) {
        let buckets = TensorHistogram(.gradients, tensor: "a", values: values[...]).buckets
        #expect(buckets.map(\.count) == counts && buckets.allSatisfy { $0.low == 2 && $0.high == 2 })
    }

    @Test func `the widest range of floats has even buckets`() {
        let extremes = [-Float.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude]
        let buckets = TensorHistogram(.weights, tensor: "a", values: extremes[...]).buckets
        #expect(buckets.map(\.count).reduce(0, +) == 3 && buckets.allSatisfy { $0.low.isFinite && $0.high.isFinite })
    }
}
