package import KernelTypes

/// The kernels as this module's instruction set runs them. Only this function is seen from outside: all else is reached
/// through the table, so that nothing of a higher instruction set is ever inlined into code that every processor runs.
@inline(never)
package func makeKernelTable(name: String) -> KernelTable {
    unsafe KernelTable(
        name: name,
        gather: gather,
        scaleChannel: scaleChannel,
        packForward: packForward,
        packBackward: packBackward,
        convolutionForward: convolutionForward,
        convolutionWeightGradient: convolutionWeightGradient,
        convolutionInputGradient: convolutionInputGradient,
        sumLanes: sumLanes,
        maxPoolForward: maxPoolForward,
        maxPoolBackward: maxPoolBackward,
        averagePoolForward: averagePoolForward,
        averagePoolBackward: averagePoolBackward,
        activationForward: activationForward,
        activationBackward: activationBackward,
        dropout: dropout,
        channelSums: channelSums,
        channelSquares: channelSquares,
        normalize: normalize,
        channelGradientSums: channelGradientSums,
        normalizeBackward: normalizeBackward,
        exponential: exponentials,
        logarithm: logarithms,
        denseForward: denseForward,
        denseInputGradient: denseInputGradient,
        denseWeightGradient: denseWeightGradient,
        samplesFromLanes: samplesFromLanes,
        softmaxCrossEntropy: softmaxCrossEntropy,
        addPartials: addPartials,
        sumOfSquares: sumOfSquares,
        scale: scale,
        sgd: sgd,
        adam: adam,
        rmsProp: rmsProp,
        adagrad: adagrad,
        multiplyAddPeak: multiplyAddPeak)
}
