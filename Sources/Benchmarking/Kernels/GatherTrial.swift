import KernelTypes
import NeuralNet

/// The loader: bytes of shuffled samples to Floats in lanes, two micro-batches at a time.
final class GatherTrial {
    private static let samplesAtOnce = GradientGroups.pair * Lanes.count

    private let store: SyntheticSamples
    private let samples: Int
    /// (M, sampleBytes, 8)
    private let output: FloatSlice
    private var batch = 0

    init(_ store: SyntheticSamples, samples: Int) {
        self.store = store
        self.samples = samples
        output = FloatSlice(count: Lanes.microBatches(samples) * Lanes.count * store.sampleBytes)
    }

    /// The next batch.
    func run(_ kernels: CheckedKernels) {
        let indices = store.batch(batch, of: samples)
        batch += 1
        store.withSource { source in
            unsafe indices.withUnsafeBufferPointer { indices in
                let all = unsafe Batch(source, indices)
                for first in stride(from: 0, to: samples, by: Self.samplesAtOnce) {
                    let start = first * store.sampleBytes
                    kernels.gather(
                        all, first..<min(first + Self.samplesAtOnce, samples),
                        to: output.part(at: start, count: output.count - start))
                }
            }
        }
    }

    // MARK: Check

    /// Every number must be right to the last bit.
    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        let indices = Array(store.batch(batch, of: samples))
        run(kernels)
        var comparison = KernelComparison("\(store.sampleBytes) bytes, \(samples) samples")
        comparison.compare("gather", output, count: output.count) { index in
            let (lane, byte) = (index % Lanes.count, index / Lanes.count % self.store.sampleBytes)
            let sample = index / Lanes.count / self.store.sampleBytes * Lanes.count + lane
            guard sample < self.samples else { return (0, 0) }
            return (Double(Float(self.store.byte(byte, of: indices[sample])) * SyntheticSamples.scale), 0)
        }
        return comparison.faults
    }
}
