import Experiment
import KernelTypes
import NeuralNet
import Planning
import Testing

@Suite struct PlanTests {
    private func stages(_ layers: [LayerSpec], _ input: SampleShape) throws -> [StagePlan] {
        let classes = 10
        let shapes = try ModelShape.infer(layers: layers, input: input, classes: classes)
        return StagePlan.stages(layers: layers, input: input, outputs: shapes.outputs)
    }

    private let digit = SampleShape(channels: 1, height: 28, width: 28)
    private let convolution1 = ConvolutionShape(
        inputChannels: 1, inputHeight: 28, inputWidth: 28, outputChannels: 6, kernel: 5, stride: 1, padding: 2)
    private let convolution2 = ConvolutionShape(
        inputChannels: 6, inputHeight: 14, inputWidth: 14, outputChannels: 16, kernel: 5, stride: 1, padding: 0)
    private let pool1 = PoolShape(channels: 6, inputHeight: 28, inputWidth: 28, size: 2, stride: 2)
    private let pool2 = PoolShape(channels: 16, inputHeight: 10, inputWidth: 10, size: 2, stride: 2)

    @Test func `memory is planned for the lanes and the parts of a batch that there are`() {
        #expect(MemoryNeed.lanes == Lanes.count)
        #expect(MemoryNeed.gradientGroups == GradientGroups.count)
    }

    @Test func `every layer but flatten is a stage`() throws {
        let layers = ModelSpec.named(.lenet5).layers(classes: 10)
        #expect(
            try stages(layers, digit) == [
                .perMicroBatch(.convolution(ConvolutionPlan(layer: 0, shape: convolution1))),
                .perMicroBatch(.activation(.relu)),
                .perMicroBatch(.maxPool(pool1)),
                .perMicroBatch(.convolution(ConvolutionPlan(layer: 3, shape: convolution2))),
                .perMicroBatch(.activation(.relu)),
                .perMicroBatch(.maxPool(pool2)),
                .wholeBatch(.dense(DensePlan(layer: 7, inputs: 400, outputs: 120))),
                .perMicroBatch(.activation(.relu)),
                .wholeBatch(.dense(DensePlan(layer: 9, inputs: 120, outputs: 84))),
                .perMicroBatch(.activation(.relu)),
                .wholeBatch(.dense(DensePlan(layer: 11, inputs: 84, outputs: 10))),
            ])
    }

    @Test func `lenet fuses to two convolutions and three dense layers in four phases`() throws {
        let fused = StagePlan.fused(try stages(ModelSpec.named(.lenet5).layers(classes: 10), digit))
        let convolutions: [MicroBatchStagePlan] = [
            .convolution(ConvolutionPlan(layer: 0, shape: convolution1, activation: .relu, pool: pool1)),
            .convolution(ConvolutionPlan(layer: 3, shape: convolution2, activation: .relu, pool: pool2)),
        ]
        let dense = [
            DensePlan(layer: 7, inputs: 400, outputs: 120, activation: .relu),
            DensePlan(layer: 9, inputs: 120, outputs: 84, activation: .relu),
            DensePlan(layer: 11, inputs: 84, outputs: 10),
        ]
        #expect(fused == convolutions.map(StagePlan.perMicroBatch) + dense.map { .wholeBatch(.dense($0)) })
        #expect(PhasePlan.phases(fused) == [.perMicroBatch(convolutions)] + dense.map { .wholeBatch(.dense($0)) })
    }

    @Test func `overlapping windows are not fused, and nothing after a pool is`() throws {
        let fused = StagePlan.fused(
            try stages(
                [
                    .convolution(2, kernel: 3), LayerSpec(.tanh), .maxPool(3, stride: 2), LayerSpec(.relu),
                    LayerSpec(.flatten), .dense(10),
                ], SampleShape(channels: 1, height: 11, width: 11)))
        let shape = ConvolutionShape(
            inputChannels: 1, inputHeight: 11, inputWidth: 11, outputChannels: 2, kernel: 3, stride: 1, padding: 0)
        #expect(
            fused == [
                .perMicroBatch(.convolution(ConvolutionPlan(layer: 0, shape: shape, activation: .tanh))),
                .perMicroBatch(.maxPool(PoolShape(channels: 2, inputHeight: 9, inputWidth: 9, size: 3, stride: 2))),
                .perMicroBatch(.activation(.relu)),
                .wholeBatch(.dense(DensePlan(layer: 5, inputs: 32, outputs: 10))),
            ])
    }

    @Test func `an activation that needs its input stands alone`() throws {
        let layers = [
            LayerSpec(.flatten), .dense(7), LayerSpec(.gelu), .dense(10), LayerSpec(.leakyReLU(negativeSlope: 0.25)),
        ]
        #expect(
            StagePlan.fused(try stages(layers, SampleShape(channels: 1, height: 2, width: 2))) == [
                .wholeBatch(.dense(DensePlan(layer: 1, inputs: 4, outputs: 7))),
                .perMicroBatch(.activation(.gelu)),
                .wholeBatch(
                    .dense(DensePlan(layer: 3, inputs: 7, outputs: 10, activation: .leakyReLU(negativeSlope: 0.25)))),
            ])
    }

    @Test func `dropout stands alone, and is no stage where it takes nothing out`() throws {
        func stages(_ rate: Double) throws -> [StagePlan] {
            let layers = [
                LayerSpec(.flatten), .dense(7), LayerSpec(.dropout(rate: rate)), LayerSpec(.relu), .dense(10),
            ]
            return StagePlan.fused(try self.stages(layers, SampleShape(channels: 1, height: 2, width: 2)))
        }
        let last = StagePlan.wholeBatch(.dense(DensePlan(layer: 4, inputs: 7, outputs: 10)))
        #expect(
            try stages(0.5) == [
                .wholeBatch(.dense(DensePlan(layer: 1, inputs: 4, outputs: 7))),
                .perMicroBatch(.dropout(DropoutPlan(layer: 2, rate: 0.5))),
                .perMicroBatch(.activation(.relu)), last,
            ])
        let fused = DensePlan(layer: 1, inputs: 4, outputs: 7, activation: .relu)
        #expect(try stages(0) == [.wholeBatch(.dense(fused)), last])
    }

    @Test func `batch normalization takes its activation along, but not gelu`() throws {
        let picture = SampleShape(channels: 3, height: 5, width: 6)
        func stages(_ activation: LayerKind) throws -> [StagePlan] {
            let layers = [
                LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5)), LayerSpec(activation), LayerSpec(.flatten),
                .dense(10),
            ]
            return StagePlan.fused(try self.stages(layers, picture)).dropLast()
        }
        var plan = BatchNormPlan(
            layer: 0, shape: ChannelShape(channels: 3, area: 30), momentum: 0.1, epsilon: 1e-5)
        #expect(
            try stages(.gelu) == [
                .wholeBatch(.batchNorm(plan)), .perMicroBatch(.activation(.gelu)),
            ])
        plan.activation = .relu
        #expect(try stages(.relu) == [.wholeBatch(.batchNorm(plan))])
    }

    @Test func `phases alternate as the network does, and the first one loads`() {
        let a = WholeBatchStagePlan.dense(DensePlan(layer: 0, inputs: 8, outputs: 8))
        let b = WholeBatchStagePlan.batchNorm(
            BatchNormPlan(layer: 2, shape: ChannelShape(channels: 8, area: 1), momentum: 0.1, epsilon: 1e-5))
        let relu = MicroBatchStagePlan.activation(.relu)
        #expect(
            PhasePlan.phases([.wholeBatch(a), .perMicroBatch(relu), .perMicroBatch(relu), .wholeBatch(b)])
                == [.perMicroBatch([]), .wholeBatch(a), .perMicroBatch([relu, relu]), .wholeBatch(b)])
        #expect(
            PhasePlan.phases([.perMicroBatch(relu), .wholeBatch(a), .perMicroBatch(relu)])
                == [.perMicroBatch([relu]), .wholeBatch(a), .perMicroBatch([relu])])
    }

    @Test(arguments: [1, 2, 3, 5, 8, 11, 32])
    func `groups hold every micro-batch once, in order, and begin at even ones`(_ microBatches: Int) {
        let pairs = (0..<GradientGroups.count).flatMap { GradientGroups.pairs(ofGroup: $0, of: microBatches) }
        let ranges = pairs.map { GradientGroups.microBatches(ofPair: $0, of: microBatches) }
        #expect(ranges.flatMap(Array.init) == Array(0..<microBatches))
        #expect(ranges.allSatisfy { $0.lowerBound.isMultiple(of: 2) && !$0.isEmpty })
    }

    @Test(arguments: [(2, 2), (1, 3), (2, 3), (3, 3), (1, 1)])
    func `bands hold every pooled row once and every convolution row that is read`(_ size: Int, _ stride: Int) {
        for (height, width, filters) in [(28, 28, 6), (9, 5, 1), (12, 200, 16), (7, 7, 3)] {
            let shape = ConvolutionShape(
                inputChannels: 1, inputHeight: height, inputWidth: width, outputChannels: filters, kernel: 3, stride: 1,
                padding: 1)
            let pool = PoolShape(channels: filters, inputHeight: height, inputWidth: width, size: size, stride: stride)
            let bands = ConvolutionPlan(layer: 0, shape: shape, pool: pool).bands(of: pool)
            #expect(bands.flatMap { Array($0.pooled) } == Array(0..<pool.outputHeight))
            for band in bands {
                #expect(band.read.lowerBound == band.pooled.lowerBound * stride)
                #expect(band.read.upperBound == (band.pooled.upperBound - 1) * stride + size)
                #expect(band.read.upperBound <= height)
                #expect(band.written.lowerBound == band.read.lowerBound)
                #expect(band.written.upperBound >= band.read.upperBound)
            }
            #expect(zip(bands, bands.dropFirst()).allSatisfy { $0.written.upperBound == $1.written.lowerBound })
        }
    }
}
