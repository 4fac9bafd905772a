import Experiment
import Spec
import Testing

/// A configuration spelled in the language and decoded again is the same configuration.
struct RoundTripTests {
    @Test(arguments: 0..<500)
    func `settings written as YAML decode to the same configuration`(seed: UInt64) throws {
        var random = RandomConfigurations(seed: seed)
        let configuration = random.configuration()
        let text = "base: " + yaml(configuration.settings)
        let decoded = try decode(text).runs[0].configuration
        #expect(decoded == configuration, "\(text)")
    }

    @Test(arguments: 0..<500)
    func `a model in its short form decodes to the same model`(seed: UInt64) throws {
        var random = RandomConfigurations(seed: seed)
        let model = random.configuration().model
        let text = "base: {model: \(yaml(model.shortSettings))}"
        #expect(try decode(text).runs[0].configuration.model == model, "\(text)")
    }

    private func yaml(_ value: SettingValue) -> String {
        switch value {
        case .null, .bool, .integer, .number: value.spelling
        case .string(let text): "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        case .list(let values): "[" + values.map(yaml).joined(separator: ", ") + "]"
        case .mapping(let entries): "{" + entries.map { "\($0.key): \(yaml($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}

/// Draws configurations that the language of this version can express.
private struct RandomConfigurations {
    var random: RandomStream

    init(seed: UInt64) { random = RandomStream(seed: seed, for: .split) }

    mutating func configuration() -> RunConfiguration {
        let (rate, optimizer) = (rate(), optimizer())
        let isRateFound = if case .auto = rate { true } else { false }
        return RunConfiguration(
            dataset: dataset(), model: model(), optimizer: optimizer, learningRate: rate,
            schedule: schedule(isRateFound: isRateFound, hasMomentum: optimizer.momentum != nil), batchSize: count(),
            epochs: count(),
            validateEvery: 0.001 + positive(), seed: seed(),
            labelSmoothing: fraction(), gradientClip: maybe { $0.positive() },
            stopOnDivergence: maybe { 1 + $0.positive() }, logEvery: maybe { $0.count() },
            histograms: Bool.random(using: &random),
            checkpointEvery: pick([.validation, .span(span()), .seconds(positive())]),
            timeout: maybe { $0.pick([1e-300, 0.25, 90, 1e9]) })
    }

    private mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? {
        Bool.random(using: &random) ? make(&self) : nil
    }
    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }
    private mutating func count() -> Int { Int.random(in: 1...(pick([3, 1000, 1_000_000_000])), using: &random) }
    private mutating func seed() -> UInt64 { UInt64.random(in: 0...UInt64(Int.max), using: &random) }
    /// At least 0, below 1.
    private mutating func fraction() -> Double { pick([0, 0.5, Double.random(in: 0..<1, using: &random)]) }
    /// Above 0, over all decades of single precision, in which training is done.
    private mutating func positive() -> Double {
        let mantissa = Double.random(in: 1..<10, using: &random)
        return pick([
            1, 1.1e-38, 3.1e38, 0.25, mantissa, mantissa * 1e-7, mantissa * 1e5, Double(Float.leastNonzeroMagnitude),
        ])
    }

    private mutating func dataset() -> DatasetSpec {
        let classes = Int.random(in: 2...256, using: &random)
        let source: DatasetSpec.Source = pick([.fashionMNIST, .shapes, .idx(path: #"C:\a "b": {c}"#, classes: classes)])
        let names = (0..<classes).map { #"class "\#($0)""# }
        return DatasetSpec(
            source: source, classNames: source.name == "idx" ? pick([[], names]) : [],
            path: source == .fashionMNIST ? maybe { _ in "/data/é 1" } : nil,
            validationFraction: pick([0.2, 1e-9, 0.999_999_999]), splitSeed: seed(),
            normalization: pick(DatasetSpec.Normalization.allCases), limit: maybe { $0.count() })
    }

    private mutating func model() -> ModelSpec {
        if Bool.random(using: &random) { return .named(pick(NamedModel.allCases)) }
        return .layers((0..<Int.random(in: 1...8, using: &random)).map { layer($0) })
    }

    private mutating func layer(_ index: Int) -> LayerSpec {
        let initializer = pick(Initializer.allCases)
        let kind: LayerKind = pick([
            .convolution2D(
                filters: count(), kernel: count(), stride: count(), padding: count() - 1, initializer: initializer),
            .maxPool2D(size: count(), stride: count()), .averagePool2D(size: count(), stride: count()),
            .dense(units: count(), initializer: initializer),
            .flatten, .relu, .tanh, .sigmoid, .gelu, .leakyReLU(negativeSlope: pick([0, 0.01, positive()])),
            .dropout(rate: fraction()), .batchNorm(momentum: pick([0.1, 0.999]), epsilon: positive()),
        ])
        return LayerSpec(kind, name: maybe { _ in "layer-\(index)" })
    }

    private mutating func optimizer() -> OptimizerSpec {
        let (a, b, c) = (fraction(), fraction(), positive())
        let flag = Bool.random(using: &random)
        return pick([
            .sgd(momentum: a, nesterov: flag && a > 0, weightDecay: c),
            .adam(beta1: a, beta2: b, epsilon: c, weightDecay: a),
            .adamW(beta1: a, beta2: b, epsilon: c, weightDecay: c),
            .rmsProp(alpha: a, epsilon: c, momentum: b, centered: flag, weightDecay: c),
            .adagrad(learningRateDecay: c, epsilon: c, initialAccumulator: a, weightDecay: b),
        ])
    }

    /// - Parameters:
    ///   - isRateFound: by a range test, which a schedule with bounds of its own would leave nothing to decide.
    ///   - hasMomentum: whether the optimizer's momentum can move.
    private mutating func schedule(isRateFound: Bool, hasMomentum: Bool) -> ScheduleSpec {
        let warmup = maybe { ScheduleSpec.Warmup(length: $0.span(), startFactor: $0.pick([1, 1e-9, 1.0 / 3])) }
        return ScheduleSpec(kind: scheduleKind(isRateFound: isRateFound, hasMomentum: hasMomentum), warmup: warmup)
    }

    private mutating func scheduleKind(isRateFound: Bool, hasMomentum: Bool) -> ScheduleSpec.Kind {
        let maximum = maybe { $0.positive() }
        // Every maximum of `positive()` is above 0; where it is the run's rate, no minimum is always below it.
        let minimum = maximum != nil && !isRateFound && Bool.random(using: &random) ? 0.0 : nil
        let momentum = hasMomentum ? maybe { $0.momentum() } : nil
        let (gamma, threePhase) = (positive(), Bool.random(using: &random))
        let milestones = (0..<Int.random(in: 1...4, using: &random)).map { _ in span() }
        return pick([
            .constant, .step(every: span(), gamma: gamma), .multiStep(milestones: milestones, gamma: gamma),
            .exponential(gamma: gamma), .cosine(minimum: pick([0, positive()])),
            .cyclical(
                .init(
                    policy: pick(ScheduleSpec.Cyclical.Policy.allCases), minimum: minimum, maximum: maximum,
                    stepSize: span(), gamma: pick([1, 0.9994, 1e-9]), momentum: momentum)),
            .oneCycle(
                .init(
                    maximum: isRateFound ? nil : maximum, riseFraction: pick([1e-9, 0.3, threePhase ? 0.5 : 0.999]),
                    anneal: pick(ScheduleSpec.OneCycle.Anneal.allCases), startDivisor: pick([1, 25, 1e300]),
                    endDivisor: pick([1, 1e4, 2.5]), threePhase: threePhase, momentum: momentum)),
        ])
    }

    private mutating func momentum() -> MomentumCycle {
        let maximum = pick([0.9, 1e-300, 0.999])
        return MomentumCycle(minimum: pick([0, maximum]), maximum: maximum)
    }

    private mutating func span() -> TrainingSpan { pick([.epochs(positive()), .steps(count())]) }

    private mutating func rate() -> LearningRateSpec {
        if Bool.random(using: &random) { return .fixed(positive()) }
        let (begin, end) = (Int.random(in: 0...50, using: &random), Int.random(in: 0...50, using: &random))
        return .auto(
            FinderSettings(
                pick(FinderSettings.Rule.allCases), minimum: pick([1e-8, 1e-20, 0.5]), maximum: pick([1, 10, 1e10]),
                steps: begin + end + Int.random(in: 30...1000, using: &random),
                mode: pick(FinderSettings.Mode.allCases),
                smoothing: fraction(),
                stopFactor: 1 + Double.random(in: 0.01...9, using: &random),
                skipBegin: begin, skipEnd: end, metric: pick(FinderSettings.Metric.allCases),
                repeats: Int.random(in: 1...100, using: &random), budget: pick([0.15, 1e-9, 0.999])))
    }
}
