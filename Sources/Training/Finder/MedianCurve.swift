import Experiment

/// Several sweeps of one ladder as one curve.
enum MedianCurve {
    /// - Returns: at each rate the median of the sweeps that reached it, as long as more than half of them did: from
    ///   there on the median is that they ended.
    static func of(_ sweeps: [RangeTestOutcome.Sweep]) -> [RangeTestOutcome.Point] {
        if sweeps.count == 1, let only = sweeps.first { return only.curve }
        let longest = sweeps.map(\.curve).max { $0.count < $1.count } ?? []
        var curve: [RangeTestOutcome.Point] = []
        for (index, point) in longest.enumerated() {
            let points = sweeps.map(\.curve).filter { $0.count > index }.map { $0[index] }
            guard 2 * points.count > sweeps.count else { break }
            curve.append(
                RangeTestOutcome.Point(
                    learningRate: point.learningRate, loss: median(points.map(\.loss)),
                    smoothedLoss: median(points.map(\.smoothedLoss))))
        }
        return curve
    }
}
