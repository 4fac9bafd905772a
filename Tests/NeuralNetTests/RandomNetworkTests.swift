import Experiment
import Kernels
import NeuralNet
import Testing

/// Properties of networks of any layers in any order.
@Suite struct RandomNetworkTests {
    private func build(_ random: RandomNetwork, cores: Int = 1, fusion: Network.Fusion = .on) throws -> Network {
        let network = try Network(
            layers: random.layers, input: random.input, classes: random.classes, batchSize: random.samples,
            labelSmoothing: random.labelSmoothing, seed: random.seed, kernels: #require(InstructionSet.best.table),
            maximumCores: cores, fusion: fusion)
        network.parameters.setByFormula()
        return network
    }

    private func samples(_ random: RandomNetwork) -> TestSamples {
        TestSamples(random.samples + 30, sampleBytes: random.input.count, classes: random.classes)
    }

    @Test(arguments: 0..<80 as Range<UInt64>)
    func `loss and gradients agree with finite differences in Double`(_ seed: UInt64) throws {
        let random = RandomNetwork(seed: seed)
        let (network, samples) = (try build(random), samples(random))
        let order = (0..<random.samples).map { Int32($0 + 17) }
        let reference = ReferenceNetwork(
            layers: random.layers, input: random.input, labelSmoothing: random.labelSmoothing, seed: seed)
        let score = try samples.gradients(network, order)
        var parameters = network.parameters.tensorValues.map { $0.map(Double.init) }
        let loss = reference.meanLoss(parameters, samples, order)
        #expect(abs(score.mean.loss - loss) <= 1e-5 * max(1, loss), "\(random)")

        for (index, tensor) in network.gradients.layout.tensors.enumerated() {
            let gradients = network.gradients.values(of: tensor)
            // Beside the layer's other tensor: a bias before batch normalization has a gradient of 0.
            let other = network.gradients.values(of: network.gradients.layout.tensors[index ^ 1])
            let scale = (gradients + other).map(\.magnitude).max() ?? 0
            let element = Int(FormulaNumbers.bits(stream: seed, index)) % tensor.count
            // Small enough that hardly any relu or pool changes its choice on the way.
            let step = 1e-6
            let value = parameters[index][element]
            parameters[index][element] = value + step
            let above = reference.meanLoss(parameters, samples, order)
            parameters[index][element] = value - step
            let below = reference.meanLoss(parameters, samples, order)
            parameters[index][element] = value
            let difference = abs(Double(gradients[element]) - (above - below) / (2 * step))
            // Batch normalization takes mean and trend out of a gradient, and with them leading digits. Double's own
            // rounding in the quotient is about 1e-10.
            let tolerance = random.normalizes ? 1e-4 : 2e-5
            #expect(difference <= tolerance * Double(scale) + 1e-9, "\(tensor.name) of \(random)")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `each channel of a sample may have a scale of its own`(_ seed: UInt64) throws {
        let random = RandomNetwork(seed: seed)
        let network = try build(random)
        var samples = samples(random)
        samples.scales = (0..<random.input.channels).map { channel in
            PixelScale(factor: Float(1 + channel % 3) / 512, offset: Float(channel % 2) - 1)
        }
        let order = (0..<random.samples).map { Int32($0 + 17) }
        let reference = ReferenceNetwork(
            layers: random.layers, input: random.input, labelSmoothing: random.labelSmoothing, seed: seed)
        let parameters = network.parameters.tensorValues.map { $0.map(Double.init) }
        let loss = reference.meanLoss(parameters, samples, order)
        let score = try samples.gradients(network, order)
        #expect(abs(score.mean.loss - loss) <= 1e-5 * max(1, loss), "\(random)")
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `fused and unfused networks give the same bits`(_ seed: UInt64) throws {
        let random = RandomNetwork(seed: seed)
        let samples = samples(random)
        let order = (0..<random.samples).map { Int32($0 + 3) }
        let (fused, unfused) = (try build(random), try build(random, fusion: .off))
        #expect(try samples.gradients(fused, order) == samples.gradients(unfused, order), "\(random)")
        #expect(fused.gradients.copy() == unfused.gradients.copy(), "\(random)")
        #expect(try samples.evaluate(fused, order) == samples.evaluate(unfused, order), "\(random)")
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `gradients have the same bits on one to four cores`(_ seed: UInt64) throws {
        let random = RandomNetwork(seed: seed)
        let samples = samples(random)
        let order = (0..<random.samples).map(Int32.init)
        let network = try build(random, cores: 4)
        let score = try samples.gradients(network, order)
        let expected = network.gradients.copy().map(\.bitPattern)
        for cores in 2...4 {
            #expect(try samples.gradients(network, order, cores: cores) == score, "\(random)")
            #expect(network.gradients.copy().map(\.bitPattern) == expected, "\(cores) cores, \(random)")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a batch leaves nothing behind that changes the next one`(_ seed: UInt64) throws {
        let random = RandomNetwork(seed: seed)
        let samples = samples(random)
        let (used, fresh) = (try build(random), try build(random))
        let small = Array(0..<Int32(max(1, random.samples / 3)))
        try samples.gradients(used, (0..<random.samples).map(Int32.init))
        _ = try samples.evaluate(used, (0..<Int32(random.samples + 30)).reversed())
        #expect(try samples.gradients(used, small) == samples.gradients(fresh, small), "\(random)")
        #expect(used.gradients.copy() == fresh.gradients.copy(), "\(random)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a score alone is an evaluation's, with the loss that training has on request, and changes nothing`(
        _ seed: UInt64
    ) throws {
        let random = RandomNetwork(seed: seed)
        let (network, samples) = (try build(random), samples(random))
        let order = (0..<random.samples).map(Int32.init)
        let trained = try samples.gradients(network, order, step: 3, scoring: .trained)
        let (gradients, statistics) = (network.gradients.copy(), network.runningStatistics.copy())
        let plain = try samples.score(network, order, scoring: .plain)
        #expect(try plain == samples.evaluate(network, order), "\(random)")
        let smoothed = try samples.score(network, order, scoring: .trained)
        #expect(smoothed.correct == plain.correct && smoothed.count == plain.count, "\(random)")
        #expect((smoothed.lossSum == plain.lossSum) == (random.labelSmoothing == 0), "\(random)")
        if !ModelSpec.layers(random.layers).trainsUnlikeItEvaluates { #expect(smoothed == trained, "\(random)") }
        #expect(network.gradients.copy() == gradients && network.runningStatistics.copy() == statistics, "\(random)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `evaluation is the sum over samples, however they are cut`(_ seed: UInt64) throws {
        let random = RandomNetwork(seed: seed)
        let (network, samples) = (try build(random), samples(random))
        let order = (0..<Int32(random.samples + 30)).map { ($0 * 7) % Int32(random.samples + 30) } + [1, 1, 0]
        let whole = try samples.evaluate(network, order)
        var sum = ScoreSum()
        for index in order {
            let one = try samples.evaluate(network, [index])
            sum.lossSum += one.lossSum
            sum.correct += one.correct
            sum.count += one.count
        }
        #expect(whole == sum, "\(random)")
    }
}
