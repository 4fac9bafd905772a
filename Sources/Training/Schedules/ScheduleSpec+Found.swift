import Experiment

extension ScheduleSpec {
    /// The schedule with the bounds that it leaves open taken from a range test. The remark, part of a sentence, tells what
    /// that makes of the schedule where it was hardly meant. A rate that the file gives is compared where it is read.
    /// - Parameters:
    ///   - range: nil where the test found none.
    ///   - rate: that it chose.
    func bounded(by range: RangeTestOutcome.Range?, rate: Double) -> (schedule: ScheduleSpec, remark: String?) {
        var result = self
        var remark: String?
        switch kind {
        case .constant, .step, .multiStep, .exponential: break
        case .cosine(let minimum):
            if minimum > rate {
                remark =
                    "the rate rises: the cosine's 'min' (\(NumberSpelling.canonical(minimum))) is above the learning"
                    + " rate that was found (\(NumberSpelling.canonical(rate)))"
            }
        case .cyclical(let cyclical):
            let bounded = cyclical.bounded(by: range, rate: rate)
            result.kind = .cyclical(bounded.cycle)
            remark = bounded.remark
        case .oneCycle(var oneCycle):
            oneCycle.maximum = oneCycle.maximum ?? range?.maximum
            result.kind = .oneCycle(oneCycle)
        }
        return (result, remark)
    }
}

extension ScheduleSpec.Cyclical {
    /// The cycle with the bounds that it leaves open taken from a range test. Where one of them lies on the wrong side of
    /// the one that the file gives, it follows that one, as with a fixed rate: the range test is done, and its run not
    /// lost. Then there is a remark.
    fileprivate func bounded(by range: RangeTestOutcome.Range?, rate: Double) -> (cycle: Self, remark: String?) {
        var cycle = self
        cycle.minimum = minimum ?? range?.minimum
        cycle.maximum = maximum ?? range?.maximum
        let (low, high) = cycle.bounds(runRate: rate)
        guard low >= high else { return (cycle, nil) }
        // The file's number as it stands there, the other one rounded.
        let rounded = NumberSpelling.ends(low, high)
        guard let maximum else {
            cycle.maximum = 4 * low
            return (
                cycle,
                "the cycle's 'max' is four times its 'min' (\(NumberSpelling.canonical(low))): what was found"
                    + " (\(rounded.high)) is not above that"
            )
        }
        cycle.minimum = maximum / 4
        return (
            cycle,
            "the cycle's 'min' is a quarter of its 'max' (\(NumberSpelling.canonical(high))): what was found"
                + " (\(rounded.low)) is not below that"
        )
    }
}
