import KernelTypes

/// A convolution's parameters in the orders that kernels read, and the partial sums of their gradients.
final class ConvolutionParameters: Sendable {
    let bias: FloatSlice
    /// (C, R, R, K) in the kernels' panels
    let packedForward: FloatSlice
    /// (K, R, R, C) in the kernels' panels
    let packedBackward: FloatSlice

    private let shape: ConvolutionShape
    private let kernels: CheckedKernels
    private let weight: FloatSlice
    private let weightGradient: FloatSlice
    private let biasGradient: FloatSlice
    /// (4 groups, K, C, R, R, 8) and (4 groups, K, 8): each sample's lane has its own sum until the end of the group.
    private let weightLanes: FloatSlice
    private let biasLanes: FloatSlice
    /// (4 groups, tensor with its padding)
    private let weightPartials: FloatSlice
    private let biasPartials: FloatSlice

    init(
        _ shape: ConvolutionShape, weight: ParameterTensor, bias: ParameterTensor, parameters: ParameterArena,
        gradients: ParameterArena, kernels: CheckedKernels
    ) {
        func memory(_ count: Int) -> FloatSlice { FloatMemory(count: count).all }
        self.shape = shape
        self.kernels = kernels
        self.weight = parameters.slice(weight)
        self.bias = parameters.slice(bias)
        weightGradient = gradients.paddedSlice(weight)
        biasGradient = gradients.paddedSlice(bias)
        packedForward = memory(weight.count)
        packedBackward = memory(weight.count)
        weightLanes = memory(GradientGroups.count * weight.count * Lanes.count)
        biasLanes = memory(GradientGroups.count * bias.count * Lanes.count)
        weightPartials = memory(GradientGroups.count * weight.paddedCount)
        biasPartials = memory(GradientGroups.count * bias.paddedCount)
    }

    /// After the weights changed.
    func pack(backwardToo: Bool) {
        kernels.packForward(shape, weight, to: packedForward)
        if backwardToo { kernels.packBackward(shape, weight, to: packedBackward) }
    }

    func weightLanes(_ group: Int) -> FloatSlice { weightLanes.group(group) }

    func biasLanes(_ group: Int) -> FloatSlice { biasLanes.group(group) }

    /// Before the first micro-batch of a group.
    func clear(group: Int) {
        weightLanes(group).fill(0)
        biasLanes(group).fill(0)
    }

    /// After the last micro-batch of a group.
    func sum(group: Int) {
        kernels.sumLanes(weightLanes(group), to: weightPartials.group(group), count: shape.weightCount)
        kernels.sumLanes(biasLanes(group), to: biasPartials.group(group), count: shape.outputChannels)
    }

    /// After all groups.
    func addGroups() {
        kernels.addPartials(weightPartials, to: weightGradient)
        kernels.addPartials(biasPartials, to: biasGradient)
    }
}

extension FloatSlice {
    /// One of four equal parts.
    fileprivate func group(_ index: Int) -> FloatSlice {
        let size = count / GradientGroups.count
        return part(at: index * size, count: size)
    }
}
