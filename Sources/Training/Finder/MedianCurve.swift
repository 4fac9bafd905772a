import Experiment

/// Several sweeps of one ladder as one curve.
enum MedianCurve {
    /// - Returns: at each rate the median over the sweeps, as long as more than half of them reached it: from there on
    ///   the median is that they ended. One that ended earlier counts as the highest: it blew up, and to leave it out
    ///   would be a fall that none of them has.
    static func of(_ sweeps: [RangeTestOutcome.Sweep]) -> [RangeTestOutcome.Point] {
        if sweeps.count == 1, let only = sweeps.first { return only.curve }
        let longest = sweeps.map(\.curve).max { $0.count < $1.count } ?? []
        var curve: [RangeTestOutcome.Point] = []
        for (index, point) in longest.enumerated() {
            let points = sweeps.map(\.curve).filter { $0.count > index }.map { $0[index] }
            guard 2 * points.count > sweeps.count else { break }
            let ended = [Double](repeating: .infinity, count: sweeps.count - points.count)
            curve.append(
                RangeTestOutcome.Point(
                    learningRate: point.learningRate, loss: (points.map(\.loss) + ended).median,
                    smoothedLoss: (points.map(\.smoothedLoss) + ended).median))
        }
        return curve
    }
}
