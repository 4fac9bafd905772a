import Experiment
import KernelTypes
import NeuralNet

/// One step of Adam over all parameters.
final class AdamTrial {
    private let count: Int
    private let parameters: FloatSlice
    private let gradients: FloatSlice
    private let firstMoment: FloatSlice
    private let secondMoment: FloatSlice
    /// The constants of step 3 at learning rate 1e-3 with the usual betas.
    private let step = AdamStep(
        beta2: 0.999, oneMinusBeta1: 0.1, oneMinusBeta2: 0.001, stepSize: 1e-3 / 0.271, inverseRootCorrection2: 18.266,
        epsilon: 1e-8, weightDecay: 0, decayFactor: 1)

    /// - Parameter count: rounded up to the kernel's multiple of 8.
    init(count: Int, random: inout RandomStream) {
        self.count = (count + Lanes.count - 1) / Lanes.count * Lanes.count
        parameters = FloatSlice(count: self.count, random: &random)
        gradients = FloatSlice(count: self.count, random: &random)
        firstMoment = FloatSlice(count: self.count, random: &random)
        secondMoment = FloatSlice(count: self.count, random: &random)
        for index in 0..<self.count { secondMoment[index] = secondMoment[index].magnitude }
    }

    func run(_ kernels: CheckedKernels) {
        kernels.adam(parameters, gradients, firstMoment: firstMoment, secondMoment: secondMoment, step)
    }

    // MARK: Check

    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        func numbers(_ block: FloatSlice) -> [Double] { (0..<count).map { Double(block[$0]) } }
        let (p, g, m, v) = (
            numbers(parameters), numbers(gradients), numbers(firstMoment), numbers(secondMoment)
        )
        run(kernels)
        let first = (0..<count).map { (1 - Double(step.oneMinusBeta1)) * m[$0] + Double(step.oneMinusBeta1) * g[$0] }
        let second = (0..<count).map { Double(step.beta2) * v[$0] + Double(step.oneMinusBeta2) * g[$0] * g[$0] }
        let moved = (0..<count).map {
            p[$0] - Double(step.stepSize) * first[$0]
                / (second[$0].squareRoot() * Double(step.inverseRootCorrection2) + Double(step.epsilon))
        }
        // All three are made of a few operations on numbers below 1.
        let tolerance = 8 * Double(Float.ulpOfOne)
        var comparison = KernelComparison("\(count) parameters")
        comparison.compare("Adam first moment", firstMoment, count: count) { (first[$0], tolerance) }
        comparison.compare("Adam second moment", secondMoment, count: count) { (second[$0], tolerance) }
        comparison.compare("Adam parameters", parameters, count: count) { (moved[$0], tolerance) }
        return comparison.faults
    }
}
