import Experiment
import Testing
import Training

@Suite struct RangeTestTests {
    @Test func `trials follow the sweep, share its budget, and choose a rate`() throws {
        let outcome = try TrainingRuns.find()
        #expect(outcome.sweeps.count == 1)
        #expect(outcome.trials.count >= 3)
        #expect(outcome.trials.map(\.learningRate) == outcome.trials.map(\.learningRate).sorted())
        // 200 batches of 60; an epoch's last batch of 20 costs less.
        #expect(outcome.samples <= 12_000)
        #expect(outcome.samples > 9_000)
        let rate = try #require(outcome.learningRate)
        #expect((2e-4...5e-2).contains(rate))
        #expect(outcome.confidence != nil && outcome.reason != nil)
        let range = try #require(outcome.range)
        #expect(range.minimum < range.maximum && range.maximum >= rate)
        #expect(outcome.readings.map(\.rule) == FinderSettings.CurveRule.allCases)
        // What the verdict rests on.
        #expect(outcome.objectiveMetric == .validationAccuracy && outcome.horizon == TrainingRuns.horizon)
        for trial in outcome.trials {
            let judged = try #require(trial.judged)
            #expect((judged > 0) == (trial.score != nil), "\(trial)")
        }
    }

    /// The batches of a trial of one step are seen before it has learned anything.
    @Test func `trials of a step are judged after it`() throws {
        let item = TrainingRuns.rangeTest(TrainingRuns.configuration(), horizon: 1)
        let outcome = try #require(try TrainingRuns.execute(item).rangeTest)
        #expect(Set(outcome.trials.map(\.steps)) == [1])
        #expect(Set(outcome.trials.compactMap(\.score)).count == outcome.trials.count)
        #expect((1e-3...1).contains(try #require(outcome.learningRate)), "\(outcome)")
        // The sweep's epochs are of eight batches of 60 samples and one of 20; a trial is of the first batch, and judged
        // by the next four.
        let sweep = try #require(outcome.sweeps.first)
        var steps = sweep.curve.count
        if sweep.stop == .notFinite { steps += 1 }
        #expect(outcome.samples == steps / 9 * 500 + steps % 9 * 60 + outcome.trials.count * (1 + 4) * 60)
        #expect(outcome.samples <= 12_000)
    }

    /// By batches after a trial of one step, by the last steps of a longer one.
    @Test(arguments: [1, 18])
    func `trials are judged without label smoothing where the loss decides`(horizon: Int) throws {
        var configuration = TrainingRuns.configuration()
        configuration.labelSmoothing = 0.3
        let item = TrainingRuns.rangeTest(configuration, horizon: horizon)
        func scores(_ metric: Objective.Metric) throws -> [Double: Score] {
            let log = try TrainingRuns.execute(item, objective: Objective(metric: metric))
            let scored = try #require(log.rangeTest).trials.compactMap { trial in
                trial.score.map { (trial.learningRate, $0) }
            }
            return Dictionary(scored) { first, _ in first }
        }
        let (smoothed, plain) = (try scores(.validationAccuracy), try scores(.validationLoss))
        // Both begin with the same rates; where they look further depends on what they see.
        let rates = Set(smoothed.keys).intersection(plain.keys)
        #expect(rates.count >= FinderSettings.firstTrials)
        for rate in rates {
            #expect(smoothed[rate]?.accuracy == plain[rate]?.accuracy)
            #expect(smoothed[rate]?.loss != plain[rate]?.loss)
        }
    }

    @Test func `sweeps that disagree lower what trials are sure of, and are told`() throws {
        func sweep(fallingAt center: Double, seed: UInt64) -> RangeTestOutcome.Sweep {
            let points = (0..<40).map { index in
                let logRate = -8 + Double(index) * 9 / 39
                let loss = 2.3 - (abs(logRate - center) < 0.6 ? 1.0 : 0)
                return RangeTestOutcome.Point(
                    learningRate: PortableMath.power10(logRate), loss: loss, smoothedLoss: loss)
            }
            return RangeTestOutcome.Sweep(seed: seed, curve: points, stop: .ladderEnd)
        }
        func outcome(
            _ centers: [Double], trials confidence: RangeTestOutcome.Confidence = .clear, tellsFlatSweep: Bool = false
        ) -> RangeTestOutcome {
            let verdict = TrialSearch.Verdict(
                trials: [], deciding: [], logRate: -2, highest: -2, confidence: confidence, reason: "as the trials say",
                tellsFlatSweep: tellsFlatSweep)
            let sweeps = centers.enumerated().map { sweep(fallingAt: $0.element, seed: UInt64($0.offset)) }
            return CurveReading(sweeps, settings: FinderSettings(repeats: centers.count), classes: 10)
                .outcome(verdict, meter: SampleMeter())
        }
        #expect(outcome([-2, -2.3, -1.9]).confidence == .clear)
        let apart = outcome([-2, -4, -1.9])
        #expect(apart.confidence == .broad)
        #expect(
            apart.reason == "the sweeps disagree: their falls are centred from 8.4e-5 to 0.013; as the trials say",
            "\(apart.reason ?? "")")
        #expect(apart.sweeps.map(\.learningRate) == [0.01, 8.4e-5, 0.013])
        #expect(outcome([-2, -2.3], trials: .broad).confidence == .broad)
        #expect(outcome([-2, -4], trials: .broad).confidence == .unsure)
        // Falls beyond the ladder.
        let one = outcome([-2, 9, 9], tellsFlatSweep: true)
        #expect(one.confidence == .broad)
        #expect(one.reason == "the loss of 2 of 3 sweeps never fell clearly; as the trials say")
        #expect(one.sweeps.map(\.learningRate) == [0.01, nil, nil])
        let flat = outcome([9, 9, 9], tellsFlatSweep: true)
        #expect(flat.confidence == .broad)
        #expect(flat.reason == "as the trials say", "they say that it never fell")
        let untold = outcome([9, 9, 9])
        #expect(untold.reason == "the loss of 3 of 3 sweeps never fell clearly; as the trials say")
    }

    @Test func `the same bits come from any number of cores`() throws {
        var one = try TrainingRuns.find(cores: 1)
        var two = try TrainingRuns.find(cores: 2)
        one.seconds = 0
        two.seconds = 0
        #expect(one == two)
    }

    @Test func `repeated sweeps have seeds of their own, and the curve is their median`() throws {
        let outcome = try TrainingRuns.find(FinderSettings(.curve(.valley), repeats: 3))
        #expect(Set(outcome.sweeps.map(\.seed)).count == 3)
        #expect(outcome.sweeps.first?.seed == 11)
        let shortest = try #require(outcome.sweeps.map(\.curve.count).min())
        for index in 0..<shortest {
            let losses = outcome.sweeps.map { $0.curve[index].loss }.sorted()
            #expect(outcome.curve[index].loss == losses[1])
        }
        #expect(outcome.confidence != nil)
        #expect(outcome.reason?.contains("3 sweeps") == true)
    }

    @Test func `a single sweep by a curve's rule is unsure of itself`() throws {
        let outcome = try TrainingRuns.find(FinderSettings(.curve(.steepest)))
        #expect(outcome.trials.isEmpty && outcome.objectiveMetric == nil && outcome.horizon == nil)
        #expect(outcome.confidence == .unsure || outcome.learningRate == nil)
    }

    /// Three sweeps that agree, once on noise and once on a fall.
    @Test(arguments: FinderSettings.CurveRule.allCases)
    func `sweeps that agree on noise are unsure by every curve's rule`(rule: FinderSettings.CurveRule) {
        let noise = [0, 0.09, -0.09, 0.09, 0, -0.09]
        let settings = FinderSettings(.curve(rule), repeats: 3)
        func outcome(fall: Double) -> RangeTestOutcome {
            let points = (0..<100).map { index in
                let share = Double(min(max(index - 30, 0), 40)) / 40
                let loss = 2.3 - fall * share + noise[index % noise.count]
                return RangeTestOutcome.Point(
                    learningRate: PortableMath.power10(-6 + Double(index) / 25), loss: loss, smoothedLoss: loss)
            }
            let sweeps = (1...3 as ClosedRange<UInt64>).map {
                RangeTestOutcome.Sweep(seed: $0, curve: points, stop: .ladderEnd)
            }
            return CurveReading(sweeps, settings: settings, classes: 10).outcome(of: rule, meter: SampleMeter())
        }
        let flat = outcome(fall: 0)
        #expect(flat.learningRate != nil && flat.confidence == .unsure, "\(flat.reason ?? "")")
        #expect(
            flat.reason?.hasPrefix("the loss never fell by more than its noise; read by themselves the 3 sweeps")
                == true,
            "\(flat.reason ?? "")")
        let falling = outcome(fall: 1.8)
        #expect(falling.learningRate != nil && falling.confidence == .clear, "\(falling.reason ?? "")")
    }

    /// The loss falls between points 30 and 50, and climbs back until 70.
    @Test func `sweeps that agree on a rate behind the fall are unsure`() {
        let settings = FinderSettings(.curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, repeats: 3)
        func outcome(steepestAt step: Int) -> RangeTestOutcome {
            let points = Ladder.rates(settings).enumerated().map { index, rate in
                let share = 1 - Double(min(abs(index - 50), 20)) / 20
                return RangeTestOutcome.Point(
                    learningRate: rate, loss: 2.25 - 1.75 * share, smoothedLoss: index < step ? 2.25 : 0.5)
            }
            let sweeps = (1...3 as ClosedRange<UInt64>).map {
                RangeTestOutcome.Sweep(seed: $0, curve: points, stop: .ladderEnd)
            }
            return CurveReading(sweeps, settings: settings, classes: 10)
                .outcome(of: .steepest, meter: SampleMeter())
        }
        // On the plateau, where the loss has not fallen yet, in the fall, and little behind its end.
        for step in [20, 45, 55] {
            let sure = outcome(steepestAt: step)
            #expect(sure.learningRate != nil && sure.confidence == .clear, "\(sure.reason ?? "")")
        }
        for step in [65, 90] {
            let behind = outcome(steepestAt: step)
            #expect(behind.learningRate != nil && behind.confidence == .unsure)
            #expect(
                behind.reason?.hasPrefix(
                    "the rate lies beyond the lowest loss, where more than half of the fall from the first losses, 2.25,"
                        + " is lost again; read by themselves the 3 sweeps suggest ") == true,
                "\(behind.reason ?? "")")
        }
    }

    /// As with pixels 0…255: the loss falls from 58 to 1 between points 30 and 50, and from point 60 on the network is
    /// destroyed.
    @Test func `a destroyed network is unsure also where the first loss was far above a guess`() {
        let settings = FinderSettings(.curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, repeats: 3)
        func outcome(steepestAt step: Int) -> RangeTestOutcome {
            let points = Ladder.rates(settings).enumerated().map { index, rate in
                let share = Double(min(max(index - 30, 0), 20)) / 20
                let loss = index < 60 ? 58 - 57 * share : PortableMath.log(10)
                return RangeTestOutcome.Point(
                    learningRate: rate, loss: loss, smoothedLoss: index < step ? 58 : 1)
            }
            let sweeps = (1...3 as ClosedRange<UInt64>).map {
                RangeTestOutcome.Sweep(seed: $0, curve: points, stop: .ladderEnd)
            }
            return CurveReading(sweeps, settings: settings, classes: 10)
                .outcome(of: .steepest, meter: SampleMeter())
        }
        let sure = outcome(steepestAt: 55)
        #expect(sure.learningRate != nil && sure.confidence == .clear, "\(sure.reason ?? "")")
        let destroyed = outcome(steepestAt: 80)
        #expect(destroyed.learningRate != nil && destroyed.confidence == .unsure)
        #expect(
            destroyed.reason?.hasPrefix(
                "the rate lies beyond the lowest loss, where more than half of the fall from a uniform guess's loss, 2.303,"
                    + " is lost again; ") == true,
            "\(destroyed.reason ?? "")")
    }

    /// The loss falls between points 18 and 70, and the smoothed loss in one step.
    @Test(arguments: FinderSettings.Mode.allCases)
    func `a rule whose suggestion lies outside of the range says so`(mode: FinderSettings.Mode) throws {
        var settings = FinderSettings(.curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 100, mode: mode)
        func outcome(steepestAt step: Int) -> RangeTestOutcome {
            let points = Ladder.rates(settings).enumerated().map { index, rate in
                let share = Double(min(max(index - 18, 0), 52)) / 52
                return RangeTestOutcome.Point(
                    learningRate: rate, loss: 2.25 - 1.75 * share, smoothedLoss: index < step ? 2.25 : 0.5)
            }
            let sweep = RangeTestOutcome.Sweep(seed: 1, curve: points, stop: .ladderEnd)
            return CurveReading([sweep], settings: settings, classes: 10)
                .outcome(of: .steepest, meter: SampleMeter())
        }
        let inside = outcome(steepestAt: 50)
        let range = try #require(inside.range)
        let reason = try #require(inside.rangeReason)
        #expect(reason == "from where the loss leaves its plateau, to where it stops falling")
        for (step, side) in [(20, "below"), (85, "above")] {
            let outside = outcome(steepestAt: step)
            let rate = try #require(outside.learningRate)
            #expect(side == "below" ? rate < range.minimum : rate > range.maximum)
            // The range is the curve's, whatever the rule reads.
            #expect(outside.range == range)
            #expect(
                outside.rangeReason
                    == "\(reason); the suggestion lies \(side) it: its rule reads a smoothed loss by a measure of its own"
            )
        }
        settings.smoothing = 0
        #expect(
            outcome(steepestAt: 85).rangeReason?.hasSuffix("its rule reads the loss by a measure of its own") == true)
    }

    /// The loss falls between points 12 and 17; smoothed over its neighbours it is as low as the bottom at point 19. On
    /// the ladder up to 0.002 that is less than 1.25 times the first rate.
    @Test(arguments: [(100, false), (0.01, true), (0.002, false)] as [(Double, Bool)])
    func `a loss that falls in a few steps of the ladder leaves a range to cycle in`(
        maximum: Double, isHeldByLadder: Bool
    ) throws {
        let settings = FinderSettings(.curve(.steepest), minimum: 1e-3, maximum: maximum, steps: 100)
        let rates = Ladder.rates(settings)
        let points = rates.enumerated().map { index, rate in
            let share = Double(min(max(index - 12, 0), 5)) / 5
            return RangeTestOutcome.Point(
                learningRate: rate, loss: 2.25 - 1.75 * share, smoothedLoss: index < 14 ? 2.25 : 0.5)
        }
        let sweep = RangeTestOutcome.Sweep(seed: 1, curve: points, stop: .ladderEnd)
        let outcome = CurveReading([sweep], settings: settings, classes: 10)
            .outcome(of: .steepest, meter: SampleMeter())
        let range = try #require(outcome.range)
        #expect(range.maximum == rates[19] && range.minimum == (isHeldByLadder ? 1e-3 : rates[19] / 4), "\(range)")
        let told = isHeldByLadder ? "'min'" : "a quarter of the maximum"
        #expect(
            outcome.rangeReason
                == "from \(told) (the ends that the curve shows are less than a factor of three apart), to where it"
                + " stops falling")
    }

    /// A sweep whose loss falls from a rate on, and a verdict whose rates are two of the ladder's ends or between them.
    @Test func `the rate and its range stay within the ladder and Smith's ratios`() {
        func outcome(
            fallingFrom begin: Double, chosen: Double, highest: Double, minimum: Double = 1.04e-8
        ) -> RangeTestOutcome {
            let settings = FinderSettings(minimum: minimum, maximum: 1.46e-4)
            let points = (0..<40).map { index in
                let logRate = -8 + Double(index) * 0.1
                let loss = logRate < begin ? 2.3 : 2.3 - 0.2 * (logRate - begin)
                return RangeTestOutcome.Point(
                    learningRate: PortableMath.power10(logRate), loss: loss, smoothedLoss: loss)
            }
            let verdict = TrialSearch.Verdict(
                trials: [], deciding: [], logRate: PortableMath.log10(chosen), highest: PortableMath.log10(highest),
                confidence: .clear, reason: "", tellsFlatSweep: false)
            let sweep = RangeTestOutcome.Sweep(seed: 1, curve: points, stop: .ladderEnd)
            return CurveReading([sweep], settings: settings, classes: 10).outcome(verdict, meter: SampleMeter())
        }
        // Written in two digits, both would be 1.5e-4.
        let atEnd = outcome(fallingFrom: -7, chosen: 1.46e-4, highest: 1.46e-4)
        #expect(atEnd.learningRate == 1.46e-4 && atEnd.range?.maximum == 1.46e-4)
        let lowest = outcome(fallingFrom: -7.9, chosen: 1.04e-8, highest: 1.04e-8)
        #expect(lowest.learningRate == 1.04e-8 && lowest.range?.maximum == 1.04e-8)
        // A cycle needs two rates: too near to the lower end of the ladder its minimum lies below it.
        #expect(lowest.range?.minimum == 2.6e-9)
        #expect(lowest.rangeReason == "from a quarter of the maximum, to the suggestion")
        // Learning begins far below a twentieth of the maximum, and above a quarter of it.
        let early = outcome(fallingFrom: -7, chosen: 1e-4, highest: 1e-4)
        #expect(early.range?.minimum == 5e-6)
        #expect(early.rangeReason == "from a twentieth of the maximum, to the suggestion")
        let late = outcome(fallingFrom: -4.2, chosen: 8e-5, highest: 1e-4)
        #expect(late.range?.minimum == 2.5e-5)
        #expect(
            late.rangeReason
                == "from a quarter of the maximum, to the highest rate that did about as well as the best")
        let between = outcome(fallingFrom: -5, chosen: 1e-4, highest: 1e-4)
        #expect(between.rangeReason == "from where the loss leaves its plateau, to the suggestion")
        // The ladder's lower end leaves room for a cycle, or does not.
        let bounded = outcome(fallingFrom: -7, chosen: 4e-5, highest: 1e-4, minimum: 3e-5)
        #expect(bounded.range?.minimum == 3e-5 && bounded.range?.maximum == 1e-4)
        #expect(bounded.rangeReason == "from 'min', to the highest rate that did about as well as the best")
        let narrow = outcome(fallingFrom: -7, chosen: 1e-4, highest: 1e-4, minimum: 9e-5)
        #expect(narrow.range?.minimum == 2.5e-5)
        #expect(narrow.rangeReason == "from a quarter of the maximum, to the suggestion")
    }

    @Test func `a stop is told as interrupted`() throws {
        let lease = CoreLease(cores: 1)
        lease.requestStop()
        let item = TrainingRuns.rangeTest(TrainingRuns.configuration())
        let outcome = try #require(try TrainingRuns.execute(item, lease: lease).rangeTest)
        #expect(outcome.isInterrupted)
        #expect(outcome.learningRate == nil)
    }

    @Test func `cycles take the bounds that they leave open from the range test`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .auto(FinderSettings()))
        configuration.schedule = ScheduleSpec(kind: .cyclical(.init(stepSize: .steps(4))))
        let found = RangeTestOutcome(
            sweeps: [], curve: [], range: .init(minimum: 1e-3, maximum: 8e-3), learningRate: 2e-3, reason: nil,
            samples: 0,
            seconds: 0)
        let open = try TrainingRuns.execute(TrainingRuns.run(configuration), rangeTest: found)
        configuration.learningRate = .fixed(2e-3)
        configuration.schedule = ScheduleSpec(
            kind: .cyclical(.init(minimum: 1e-3, maximum: 8e-3, stepSize: .steps(4))))
        let given = try TrainingRuns.execute(TrainingRuns.run(configuration))
        #expect(open.measurements == given.measurements)
        #expect(open.measurements.map(\.learningRate).max() == 8e-3)
    }
}
