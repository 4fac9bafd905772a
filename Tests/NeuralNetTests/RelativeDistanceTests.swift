import Testing

@Suite struct RelativeDistanceTests {
    @Test func `a distance is that of the two farthest, over the largest`() {
        #expect(relativeDistance([1, -3], [1, -2]) == 0.5)
        #expect(relativeDistance([1, -3], [1, -2], scale: [-4]) == 0.25)
        #expect(relativeDistance([0, 0], [0, 0]) == 0)
    }

    @Test func `what is missing or not finite is infinitely far, wherever it stands`() {
        #expect(relativeDistance([1], [1, 2]) == .infinity)
        #expect(relativeDistance([.nan, 2], [1, 2]) == .infinity)
        #expect(relativeDistance([1, .nan], [1, 2]) == .infinity)
        #expect(relativeDistance([1, 2], [1, .nan]) == .infinity)
        #expect(relativeDistance([1, .infinity], [1, .infinity]) == .infinity)
        #expect(relativeDistance([1, 2], [1, 3], scale: [1, .nan]) == .infinity)
        #expect(relativeDistance([1, 2], [1, 3], scale: [.infinity]) == .infinity)
    }
}
