import Experiment
import Testing
import Training

@Suite struct RateBoundsTests {
    private static func found(_ range: RangeTestOutcome.Range?) -> RangeTestOutcome {
        RangeTestOutcome(sweeps: [], curve: [], range: range, learningRate: 0.0053, reason: nil, samples: 0, seconds: 0)
    }

    private static func run(_ kind: ScheduleSpec.Kind, _ rate: LearningRateSpec) -> PlanItem {
        var configuration = TrainingRuns.configuration(learningRate: rate)
        configuration.schedule = ScheduleSpec(kind: kind)
        return TrainingRuns.run(configuration)
    }

    /// Cycles of half an epoch up and half an epoch down.
    private static func cycle(_ bounds: RateBounds? = nil) -> ScheduleSpec.Kind {
        .cyclical(.init(minimum: bounds?.minimum, maximum: bounds?.maximum, stepSize: .epochs(0.5)))
    }

    /// With a range, and without one, where the bounds are the rate and a quarter of it.
    @Test(
        arguments: [
            (RangeTestOutcome.Range(minimum: 9e-4, maximum: 0.018), RateBounds(minimum: 9e-4, maximum: 0.018)),
            (nil, RateBounds(minimum: 0.0053 / 4, maximum: 0.0053)),
        ] as [(RangeTestOutcome.Range?, RateBounds)])
    func `a cycle over what a range test found is the cycle with the bounds that the run tells`(
        range: RangeTestOutcome.Range?, expected: RateBounds
    ) throws {
        let automatic = try TrainingRuns.execute(
            Self.run(Self.cycle(), .auto(FinderSettings())), rangeTest: Self.found(range))
        let bounds = try #require(automatic.run?.rateBounds)
        #expect(bounds == expected && automatic.run?.learningRate == 0.0053)
        let rates = automatic.measurements.map(\.learningRate)
        #expect(rates.allSatisfy { $0 >= bounds.minimum && $0 <= bounds.maximum } && Set(rates).count > 2)
        let written = try TrainingRuns.execute(Self.run(Self.cycle(bounds), .fixed(0.0053)))
        #expect(written.measurements == automatic.measurements)
        #expect(written.run?.results.test == automatic.run?.results.test && written.run?.rateBounds == bounds)
    }

    @Test func `one cycle tells its lowest and its highest rate`() throws {
        let range = RangeTestOutcome.Range(minimum: 9e-4, maximum: 0.018)
        let automatic = try TrainingRuns.execute(
            Self.run(.oneCycle(.init()), .auto(FinderSettings())), rangeTest: Self.found(range))
        #expect(automatic.run?.rateBounds == RateBounds(minimum: 0.018 / 25 / 1e4, maximum: 0.018))
        let written = try TrainingRuns.execute(Self.run(.oneCycle(.init(maximum: 0.018)), .fixed(0.0053)))
        #expect(written.measurements == automatic.measurements)
        // Its last step's rate.
        #expect(automatic.measurements.last?.learningRate == automatic.run?.rateBounds?.minimum)
    }

    @Test func `bounds of the file stand before those of a range test, and a rate without a cycle has none`() throws {
        let given = RateBounds(minimum: 1e-3, maximum: 0.01)
        let found = Self.found(.init(minimum: 9e-4, maximum: 0.018))
        let cycle = try TrainingRuns.execute(
            Self.run(Self.cycle(given), .auto(FinderSettings())), rangeTest: found)
        #expect(cycle.run?.rateBounds == given)
        let constant = try TrainingRuns.execute(
            Self.run(.constant, .auto(FinderSettings())), rangeTest: found)
        #expect(constant.run?.rateBounds == nil && constant.run?.learningRate == 0.0053)
    }

    @Test func `an end that the finder's contradicts follows the one that the file gives`() throws {
        let range = RangeTestOutcome.Range(minimum: 9e-4, maximum: 0.018)
        func remarks(
            minimum: Double? = nil, maximum: Double? = nil, _ range: RangeTestOutcome.Range?, expecting: RateBounds
        ) throws -> [String] {
            let kind = ScheduleSpec.Kind.cyclical(.init(minimum: minimum, maximum: maximum, stepSize: .epochs(0.5)))
            let log = try TrainingRuns.execute(Self.run(kind, .auto(FinderSettings())), rangeTest: Self.found(range))
            #expect(log.run?.rateBounds == expecting)
            let written = try TrainingRuns.execute(Self.run(Self.cycle(expecting), .fixed(0.0053)))
            #expect(written.measurements == log.measurements && !log.measurements.isEmpty)
            return log.remarks
        }
        let (above, below) = (RateBounds(minimum: 0.02, maximum: 0.08), RateBounds(minimum: 1e-4, maximum: 4e-4))
        #expect(
            try remarks(minimum: 0.02, range, expecting: above) == [
                "the cycle's 'max' is four times its 'min' (0.02): what was found (0.018) is not above that"
            ])
        // Without a range the maximum is the rate that was found.
        #expect(
            try remarks(minimum: 0.02, nil, expecting: above) == [
                "the cycle's 'max' is four times its 'min' (0.02): what was found (0.0053) is not above that"
            ])
        #expect(
            try remarks(maximum: 4e-4, range, expecting: below) == [
                "the cycle's 'min' is a quarter of its 'max' (4e-4): what was found (9e-4) is not below that"
            ])
        #expect(try remarks(maximum: 4e-4, nil, expecting: below) == [])
        // A curve's rates have more digits than tell the two apart.
        #expect(
            try remarks(minimum: 0.02, .init(minimum: 9e-4, maximum: 0.0180000123), expecting: above) == [
                "the cycle's 'max' is four times its 'min' (0.02): what was found (0.018) is not above that"
            ])
        #expect(
            try remarks(maximum: 4e-4, .init(minimum: 4.0000123e-4, maximum: 0.018), expecting: below) == [
                "the cycle's 'min' is a quarter of its 'max' (4e-4): what was found (4.00001e-4) is not below that"
            ])
        // Where the two fit, both count.
        #expect(try remarks(minimum: 1e-4, range, expecting: RateBounds(minimum: 1e-4, maximum: 0.018)) == [])
        #expect(try remarks(maximum: 0.01, range, expecting: RateBounds(minimum: 9e-4, maximum: 0.01)) == [])
    }

    @Test func `where the file gives all bounds, auto needs no range test and trains as any rate does`() throws {
        let given = RateBounds(minimum: 1e-3, maximum: 0.01)
        for kind: ScheduleSpec.Kind in [Self.cycle(given), .oneCycle(.init(maximum: 0.01))] {
            let automatic = try TrainingRuns.execute(Self.run(kind, .auto(FinderSettings())))
            let fixed = try TrainingRuns.execute(Self.run(kind, .fixed(0.0053)))
            #expect(automatic.measurements == fixed.measurements && !fixed.measurements.isEmpty)
            #expect(automatic.run?.rateBounds == fixed.run?.rateBounds && automatic.run?.rateBounds?.maximum == 0.01)
        }
    }

    @Test func `a cosine that rises from the rate that was found is told, one that falls is not`() throws {
        func remarks(_ minimum: Double, _ rate: LearningRateSpec) throws -> [String] {
            let found = rate == .auto(FinderSettings()) ? Self.found(nil) : nil
            return try TrainingRuns.execute(Self.run(.cosine(minimum: minimum), rate), rangeTest: found).remarks
        }
        let automatic = LearningRateSpec.auto(FinderSettings())
        #expect(
            try remarks(0.01, automatic) == [
                "the rate rises: the cosine's 'min' (0.01) is above the learning rate that was found (0.0053)"
            ])
        #expect(try remarks(1e-3, automatic) == [])
        // One that the file gives is told with its line, before anything is trained.
        #expect(try remarks(0.01, .fixed(0.0053)) == [])
    }
}
