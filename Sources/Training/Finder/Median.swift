extension Collection<Double> {
    /// The middle value, or the mean of the two middle ones; NaN of nothing.
    var median: Double {
        let sorted = sorted()
        guard let middle = sorted.dropFirst(sorted.count / 2).first else { return .nan }
        return sorted.count.isMultiple(of: 2) ? (sorted[sorted.count / 2 - 1] + middle) / 2 : middle
    }

    /// The middle value; of an even number the upper one, which is one of them. 0 of nothing.
    var upperMedian: Double {
        let sorted = sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
