import Experiment
import Testing

/// What of a schedule comes to nothing.
@Suite struct ScheduleReachTests {
    /// What the plan says of a schedule in a run of 750 steps an epoch.
    private func remarks(
        _ kind: ScheduleSpec.Kind, warmup: ScheduleSpec.Warmup? = nil, epochs: Int = 3,
        of dataset: DatasetSummary = fashion
    ) throws -> [String] {
        let schedule = ScheduleSpec(kind: kind, warmup: warmup)
        let runs = [1, 2].map {
            run(
                RunConfiguration(schedule: schedule, epochs: epochs, seed: $0), repeatsSeeds: true,
                places: ["schedule": 4])
        }
        let planned = try plan(runs, dataset: dataset)
        #expect(planned.remarks.allSatisfy { $0.severity == .warning && $0.location?.line == 4 })
        return planned.remarks.map(\.message)
    }

    @Test func `a schedule that the run is too short for is told, once a place`() throws {
        #expect(
            try remarks(.constant, warmup: .init(length: .epochs(5))) == [
                "the warm-up takes 3750 steps, and the run has 2250 steps: the rate never reaches its value"
            ])
        #expect(
            try remarks(.step(every: .epochs(3))) == [
                "'every' is 2250 steps, and the run has 2250 steps: the rate never changes"
            ])
        #expect(
            try remarks(.multiStep(milestones: [.epochs(7), .steps(3000)])) == [
                "the first milestone is at step 3000, and the run has 2250 steps: the rate never changes"
            ])
        #expect(
            try remarks(.cyclical(.init(stepSize: .epochs(3)))) == [
                "half a cycle is 2250 steps, and the run has 2250 steps: the rate never reaches the upper bound"
            ])
        #expect(
            try remarks(.cyclical(.init(stepSize: .steps(2251)))) == [
                "half a cycle is 2251 steps, and the run has 2250 steps: the rate never reaches the upper bound"
            ])
        #expect(
            try remarks(.exponential(gamma: 0.9), epochs: 1) == [
                "an epoch is 750 steps, and the run has 750 steps: the rate never changes"
            ])
        for kind: ScheduleSpec.Kind in [
            .step(every: .steps(2249)), .multiStep(milestones: [.epochs(2), .steps(2249)]), .cosine(),
            .cyclical(.init(stepSize: .steps(2249))), .exponential(gamma: 0.9), .oneCycle(.init()),
        ] {
            #expect(try remarks(kind, warmup: .init(length: .epochs(1))) == [])
        }
    }

    @Test func `each is told where the setting stands that it speaks of, once for all that share it`() throws {
        /// Lines of what the plan says of runs that share `setting`, which stands in line 4.
        func lines(_ setting: String, _ schedules: [ScheduleSpec]) throws -> [Int?] {
            let runs = schedules.enumerated().map { index, schedule in
                // What was merged last stands elsewhere.
                run(
                    RunConfiguration(schedule: schedule, epochs: 3), name: "run \(index)", entry: index,
                    places: ["schedule": 7 + index, "schedule.\(setting)": 4])
            }
            return try plan(runs).remarks.map { $0.location?.line }
        }
        let steps = [0.1, 0.5].map { ScheduleSpec(kind: .step(every: .epochs(3), gamma: $0)) }
        #expect(try lines("step.every", steps) == [4])
        let still = [1.0, 2.0].map { ScheduleSpec(kind: .step(every: .epochs($0), gamma: 1)) }
        #expect(try lines("step.gamma", still) == [4])
        let milestones = [0.1, 0.5].map { ScheduleSpec(kind: .multiStep(milestones: [.epochs(3)], gamma: $0)) }
        #expect(try lines("multi_step.milestones", milestones) == [4])
        let cycles = [1e-4, 1e-5].map { ScheduleSpec(kind: .cyclical(.init(minimum: $0, stepSize: .epochs(3)))) }
        #expect(try lines("cyclical.step_size", cycles) == [4])
        let warmups = [0, 1e-4].map { ScheduleSpec(kind: .cosine(minimum: $0), warmup: .init(length: .epochs(5))) }
        #expect(try lines("cosine.linear_warmup.length", warmups) == [4])
    }

    @Test func `half a cycle that ends between two steps is told as it is`() throws {
        #expect(try remarks(.cyclical(.init(stepSize: .epochs(0.9995))), epochs: 1) == [])
        #expect(
            try remarks(.cyclical(.init(stepSize: .epochs(1.002))), epochs: 1) == [
                "half a cycle is 751.5 steps, and the run has 750 steps: the rate never reaches the upper bound"
            ])
    }

    @Test func `a warm-up that moves the rate is a change, one from the whole rate is none`() throws {
        let (moving, still) = (ScheduleSpec.Warmup(), ScheduleSpec.Warmup(length: .epochs(5), startFactor: 1))
        #expect(
            try remarks(.step(every: .epochs(3)), warmup: moving) == [
                "'every' is 2250 steps, and the run has 2250 steps: the rate changes in its warm-up only"
            ])
        #expect(
            try remarks(.step(every: .epochs(3)), warmup: still) == [
                "'every' is 2250 steps, and the run has 2250 steps: the rate never changes"
            ])
        #expect(try remarks(.constant, warmup: still) == ["'start_factor' is 1: the rate never changes"])
        #expect(try remarks(.cosine(), warmup: still) == ["'start_factor' is 1: the warm-up changes nothing"])
        #expect(try remarks(.cosine(), warmup: moving) == [])
    }

    @Test func `a constant rate by another name is called one`() throws {
        let kinds: [ScheduleSpec.Kind] = [
            .step(every: .epochs(1), gamma: 1), .multiStep(milestones: [.epochs(1), .epochs(9)], gamma: 1),
            .exponential(gamma: 1),
        ]
        for kind in kinds {
            #expect(try remarks(kind) == ["'gamma' is 1: the rate never changes"])
            #expect(try remarks(kind, warmup: .init()) == ["'gamma' is 1: the rate changes in its warm-up only"])
        }
        #expect(
            try remarks(.cosine(minimum: 1e-3)) == ["'min' is the learning rate (0.001): the rate never changes"])
        #expect(try remarks(.cosine(minimum: 2e-3)) == [])
        var still = ScheduleSpec.OneCycle(startDivisor: 1, endDivisor: 1)
        #expect(
            try remarks(.oneCycle(still)) == ["'start_divisor' and 'end_divisor' are 1: the rate never changes"])
        #expect(try remarks(.oneCycle(.init(startDivisor: 1))) == [])
        // The momentum moves.
        still.momentum = ScheduleSpec.OneCycle.defaultMomentum
        #expect(try remarks(.oneCycle(still)) == [])
        // It has bounds, and stands still between them.
        still.momentum = MomentumCycle(minimum: 0.9, maximum: 0.9)
        #expect(
            try remarks(.oneCycle(still)) == [
                "'start_divisor' and 'end_divisor' are 1: the rate never changes, and the momentum is 0.9 throughout"
            ])
        #expect(
            try remarks(.oneCycle(still), warmup: .init()) == [
                "'start_divisor' and 'end_divisor' are 1: the rate changes in its warm-up only, and the momentum is 0.9"
                    + " throughout"
            ])
        // What a range test will find is not known yet.
        let auto = RunConfiguration(
            learningRate: .auto(FinderSettings()), schedule: ScheduleSpec(kind: .cosine(minimum: 1e-3)))
        #expect(try plan([run(auto)]).remarks(of: nil).isEmpty)
    }

    @Test func `cycles of one height by another name are told`() throws {
        func told(_ gamma: Double, warmup: ScheduleSpec.Warmup? = nil) throws -> [String] {
            try remarks(.cyclical(.init(policy: .expRange, gamma: gamma)), warmup: warmup)
        }
        #expect(try told(1) == ["'gamma' is 1: 'exp_range' is the same as 'triangular'"])
        #expect(try told(0.9999) == [])
        #expect(
            try told(1, warmup: .init(startFactor: 1)) == [
                "'gamma' is 1: 'exp_range' is the same as 'triangular'",
                "'start_factor' is 1: the warm-up changes nothing",
            ])
    }

    @Test func `one cycle needs a step to rise in`() throws {
        func told(steps: Int) throws -> [String] {
            var few = fashion
            few.trainingCount = 64
            return try remarks(.oneCycle(.init()), epochs: steps, of: few)
        }
        #expect(
            try told(steps: 1) == [
                "the rise takes less than a step, and the run has 1 step: the rate never reaches its peak"
            ])
        #expect(
            try told(steps: 3) == [
                "the rise takes less than a step, and the run has 3 steps: the rate never reaches its peak"
            ])
        #expect(try told(steps: 4) == [])
    }

    @Test func `one cycle that begins at its peak needs no step to rise in`() throws {
        var few = fashion
        few.trainingCount = 64
        func told(_ start: Double, _ end: Double) throws -> [String] {
            let cycle = ScheduleSpec.OneCycle(
                riseFraction: 0.05, startDivisor: start, endDivisor: end,
                momentum: ScheduleSpec.OneCycle.defaultMomentum)
            return try remarks(.oneCycle(cycle), epochs: 10, of: few)
        }
        #expect(try told(1, 1) == [])
        #expect(try told(1, 10) == [])
        #expect(
            try told(2, 1) == [
                "the rise takes less than a step, and the run has 10 steps: the rate never reaches its peak"
            ])
    }

    /// What stands in `base` may be meant for the longer runs.
    @Test func `milestones that a longer run reaches are not told`() throws {
        func told(_ epochs: [Int]) throws -> [String] {
            let runs = epochs.map {
                run(
                    RunConfiguration(
                        schedule: ScheduleSpec(kind: .multiStep(milestones: [.epochs(1), .epochs(4), .epochs(6)])),
                        epochs: $0), varied: [("epochs", .integer($0))], grid: true,
                    places: ["schedule": 4, "schedule.multi_step.milestones": 5])
            }
            let remarks = try plan(runs).remarks
            #expect(remarks.allSatisfy { $0.severity == .warning && $0.location?.line == 5 })
            return remarks.map(\.message)
        }
        #expect(try told([3, 5, 7]) == [])
        #expect(try told([2, 5, 3]) == ["the milestone at step 4500 is never reached: the longest run has 3750 steps"])
        // As many are beyond each.
        for epochs in [[5, 6], [6, 5]] {
            #expect(
                try told(epochs) == ["the milestone at step 4500 is never reached: the longest run has 4500 steps"])
        }
    }

    /// A run of larger batches has fewer steps in more epochs.
    @Test func `milestones of which each is reached by some run are not told`() throws {
        var few = fashion
        few.trainingCount = 600
        func told(_ runs: [(batchSize: Int, epochs: Int)]) throws -> [String] {
            let schedule = ScheduleSpec(kind: .multiStep(milestones: [.steps(400), .epochs(3)]))
            let specs = runs.map {
                run(
                    RunConfiguration(schedule: schedule, batchSize: $0.batchSize, epochs: $0.epochs),
                    varied: [("batch_size", .integer($0.batchSize))], grid: true, places: ["schedule": 4])
            }
            return try plan(specs, dataset: few).remarks.map(\.message)
        }
        #expect(try told([(64, 5)]) == ["the milestone at step 400 is never reached: the run has 50 steps"])
        #expect(try told([(1, 2)]) == ["the milestone at step 1800 is never reached: the run has 1200 steps"])
        #expect(try told([(64, 5), (1, 2)]) == [])
        // In the steps of the longest run.
        #expect(
            try told([(2, 2), (1, 2)]) == [
                "the milestone at step 1800 is never reached: the longest run has 1200 steps"
            ])
    }

    @Test func `later milestones that are never reached are named`() throws {
        func told(_ milestones: [TrainingSpan]) throws -> [String] {
            try remarks(.multiStep(milestones: [.epochs(1)] + milestones))
        }
        #expect(
            try told([.epochs(100)]) == ["the milestone at step 75000 is never reached: the run has 2250 steps"])
        #expect(try told([.epochs(3)]) == ["the milestone at step 2250 is never reached: the run has 2250 steps"])
        #expect(
            try told([.epochs(10), .epochs(2), .steps(6000), .steps(7500)]) == [
                "the milestones at steps 6000 and 7500 are never reached: the run has 2250 steps"
            ])
        #expect(
            try told([.epochs(4), .epochs(5), .epochs(6), .epochs(7), .epochs(8)]) == [
                "the milestones at steps 3000, 3750, 4500 and 2 more are never reached: the run has 2250 steps"
            ])
    }
}
