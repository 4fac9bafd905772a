/// The losses of a curve without most of their noise: each is replaced by the median of its neighbourhood, then by the
/// mean of these. Unlike a moving average of the past, that lags behind nowhere, and a spike inside of it moves it by nothing.
struct SteadyLosses {
    /// Points on either side that a loss is smoothed with.
    let reach: Int
    /// Points of the curve's first tenth, at least three.
    let tenth: Int
    /// As many as there are losses.
    let values: [Double]

    init(_ losses: [Double]) {
        reach = max(1, losses.count / 30)
        tenth = max(3, losses.count / 10)
        values = losses.medians(reach: reach).means(reach: reach)
    }

    /// Where the smallest is, the first of equal ones; nil of nothing.
    var bottom: Int? { values.indices.min { values[$0] < values[$1] } }

    /// The median of the first tenth; 0 of nothing.
    var begin: Double { values.prefix(tenth).upperMedian }
}
