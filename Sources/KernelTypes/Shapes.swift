/// The memory layout that all kernels share, and the shapes they take.
///
/// A batch of N samples is cut into M = ceil(N / 8) micro-batches. Activations are stored
/// `[micro-batch][channel][row][column][lane]`, Float, the sample within its micro-batch innermost: any layer
/// shape is vectorized over samples, and no channel, row or column is padded. The lanes that the last micro-batch
/// does not fill hold finite numbers, and their gradients are 0: what adds up over lanes may read them.
///
/// Letters: M micro-batches, C input channels, H × W input, K output channels, P × Q output, R kernel size,
/// I inputs and O outputs of a dense layer, N samples.
package enum Lanes {
    /// Samples in one micro-batch.
    package static let count = 8

    /// Micro-batches that hold `samples` samples.
    package static func microBatches(_ samples: Int) -> Int { (samples + count - 1) / count }
}

/// One two-dimensional convolution (cross-correlation, as PyTorch's `Conv2d`) with a square kernel.
package struct ConvolutionShape: Hashable, Sendable {
    /// C, H, W
    package var inputChannels: Int
    package var inputHeight: Int
    package var inputWidth: Int
    /// K
    package var outputChannels: Int
    /// R
    package var kernel: Int
    package var stride: Int
    package var padding: Int

    package init(
        inputChannels: Int, inputHeight: Int, inputWidth: Int, outputChannels: Int, kernel: Int, stride: Int,
        padding: Int
    ) {
        self.inputChannels = inputChannels
        self.inputHeight = inputHeight
        self.inputWidth = inputWidth
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
    }

    /// P
    package var outputHeight: Int { (inputHeight + 2 * padding - kernel) / stride + 1 }
    /// Q
    package var outputWidth: Int { (inputWidth + 2 * padding - kernel) / stride + 1 }
    /// K · C · R · R
    package var weightCount: Int { outputChannels * inputChannels * kernel * kernel }
    /// Floats of one micro-batch: C · H · W · 8.
    package var inputStride: Int { inputChannels * inputHeight * inputWidth * Lanes.count }
    /// Floats of one micro-batch: K · P · Q · 8.
    package var outputStride: Int { bandStride(rows: outputHeight) }

    /// Floats of one micro-batch of a band of `rows` output rows: K · rows · Q · 8.
    package func bandStride(rows: Int) -> Int { outputChannels * rows * outputWidth * Lanes.count }
}

/// One pooling layer with a square window and no padding; incomplete windows are dropped.
package struct PoolShape: Hashable, Sendable {
    package var channels: Int
    package var inputHeight: Int
    package var inputWidth: Int
    package var size: Int
    package var stride: Int

    package init(channels: Int, inputHeight: Int, inputWidth: Int, size: Int, stride: Int) {
        self.channels = channels
        self.inputHeight = inputHeight
        self.inputWidth = inputWidth
        self.size = size
        self.stride = stride
    }

    /// P
    package var outputHeight: Int { (inputHeight - size) / stride + 1 }
    /// Q
    package var outputWidth: Int { (inputWidth - size) / stride + 1 }
    /// Floats of one micro-batch: C · H · W · 8.
    package var inputStride: Int { bandStride(rows: inputHeight) }
    /// Floats of one micro-batch: C · P · Q · 8.
    package var outputStride: Int { channels * outputHeight * outputWidth * Lanes.count }

    /// Floats of one micro-batch of a band of `rows` input rows: C · rows · W · 8.
    package func bandStride(rows: Int) -> Int { channels * rows * inputWidth * Lanes.count }
}

/// What batch normalization works on: pictures, or vectors, whose every feature is a channel of area 1.
package struct ChannelShape: Hashable, Sendable {
    package var channels: Int
    /// H · W
    package var area: Int

    package init(channels: Int, area: Int) {
        self.channels = channels
        self.area = area
    }

    /// Floats of one micro-batch: C · area · 8.
    package var stride: Int { channels * area * Lanes.count }
}

/// A function applied to each number alone.
package enum Activation: Hashable, Sendable {
    case relu, tanh, sigmoid
    /// x, below 0 `negativeSlope` · x. The slope is not negative: the derivative follows from the output's sign.
    case leakyReLU(negativeSlope: Float)
    /// x · Φ(x), Φ the standard normal's distribution function (arXiv:1606.08415): the exact form, not the tanh one.
    case gelu

    /// Whether the derivative follows from the output, so that nobody needs to keep the input. Not so for `gelu`: it
    /// falls before it rises, and has most of its small values twice.
    package var derivativeFollowsFromOutput: Bool {
        switch self {
        case .relu, .tanh, .sigmoid, .leakyReLU: true
        case .gelu: false
        }
    }
}
