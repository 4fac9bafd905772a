import Benchmarking
import KernelTypes
import Kernels
import Testing

@Suite struct KernelCheckTests {
    @Test(arguments: InstructionSet.allCases.filter(\.isAvailable))
    func `finds nothing wrong with the real kernels`(set: InstructionSet) throws {
        #expect(KernelCheck.faults(in: try #require(set.table)) == [])
    }

    /// A kernel made wrong, and what the check should say of it first.
    struct Damage: CustomTestStringConvertible, Sendable {
        let kernel: String
        var how = "wrong"
        let apply: @Sendable (inout KernelTable) -> Void
        var testDescription: String { "\(kernel), \(how)" }
    }

    static let damages: [Damage] = [
        Damage(kernel: "convolution forward") { table in
            let right = unsafe table.convolutionForward
            unsafe table.convolutionForward = { shape, x, packed, bias, relu, rows, y, microBatches in
                unsafe right(shape, x, packed, bias, relu, rows, y, microBatches)
                unsafe y[shape.bandStride(rows: rows.count) * microBatches - 1] += 0.01
            }
        },
        Damage(kernel: "convolution forward", how: "without relu") { table in
            let right = unsafe table.convolutionForward
            unsafe table.convolutionForward = { shape, x, packed, bias, _, rows, y, microBatches in
                unsafe right(shape, x, packed, bias, false, rows, y, microBatches)
            }
        },
        Damage(kernel: "convolution forward", how: "the first rows in each band") { table in
            let right = unsafe table.convolutionForward
            unsafe table.convolutionForward = { shape, x, packed, bias, relu, rows, y, microBatches in
                unsafe right(shape, x, packed, bias, relu, 0..<rows.count, y, microBatches)
            }
        },
        Damage(kernel: "convolution weight gradient", how: "the first rows in each band") { table in
            let right = unsafe table.convolutionWeightGradient
            unsafe table.convolutionWeightGradient = { shape, x, dy, rows, weights, bias, microBatches in
                unsafe right(shape, x, dy, 0..<rows.count, weights, bias, microBatches)
            }
        },
        Damage(kernel: "convolution weight gradient") { table in
            let right = unsafe table.convolutionWeightGradient
            unsafe table.convolutionWeightGradient = { shape, x, dy, rows, weights, bias, microBatches in
                unsafe right(shape, x, dy, rows, weights, bias, microBatches)
                unsafe weights[3] *= 1.001
            }
        },
        Damage(kernel: "convolution input gradient") { table in
            unsafe table.convolutionInputGradient = { _, _, _, _, _ in }
        },
        Damage(kernel: "max-pool argmax") { table in
            let right = unsafe table.maxPoolForward
            unsafe table.maxPoolForward = { shape, x, bandRows, rows, y, argmax, microBatches in
                unsafe right(shape, x, bandRows, rows, y, argmax, microBatches)
                unsafe argmax[0] += 1
            }
        },
        Damage(kernel: "max-pool forward", how: "the first rows in each band") { table in
            let right = unsafe table.maxPoolForward
            unsafe table.maxPoolForward = { shape, x, bandRows, rows, y, argmax, microBatches in
                unsafe right(shape, x, bandRows, 0..<rows.count, y, argmax, microBatches)
            }
        },
        Damage(kernel: "max-pool backward", how: "the first rows in each band") { table in
            let right = unsafe table.maxPoolBackward
            unsafe table.maxPoolBackward = { shape, dy, y, argmax, relu, rows, dx, bandRows, microBatches in
                unsafe right(shape, dy, y, argmax, relu, 0..<rows.count, dx, bandRows, microBatches)
            }
        },
        Damage(kernel: "max-pool backward") { table in
            unsafe table.maxPoolBackward = { _, _, _, _, _, _, _, _, _ in }
        },
        Damage(kernel: "average-pool forward") { table in
            let right = unsafe table.averagePoolForward
            unsafe table.averagePoolForward = { shape, x, y, microBatches in
                unsafe right(shape, x, y, microBatches)
                unsafe y[7] += 1e-4
            }
        },
        Damage(kernel: "average-pool backward") { table in
            unsafe table.averagePoolBackward = { _, _, _, _ in }
        },
        Damage(kernel: "gelu forward") { table in
            let right = unsafe table.activationForward
            unsafe table.activationForward = { _, x, y, count in unsafe right(.relu, x, y, count) }
        },
        Damage(kernel: "gelu backward") { table in
            let right = unsafe table.activationBackward
            unsafe table.activationBackward = { activation, kept, dy, dx, count in
                unsafe right(activation, kept, dy, dx, count - 8)
            }
        },
        Damage(kernel: "dropout") { table in
            let right = unsafe table.dropout
            unsafe table.dropout = { mask, first, x, y, count in unsafe right(mask, first + 1, x, y, count) }
        },
        Damage(kernel: "batch-norm sums") { table in
            let right = unsafe table.channelSums
            unsafe table.channelSums = { shape, samples, x, sums in unsafe right(shape, samples - 1, x, sums) }
        },
        Damage(kernel: "batch-norm squares") { table in
            unsafe table.channelSquares = { _, _, _, _, _ in }
        },
        Damage(kernel: "batch-norm forward") { table in
            let right = unsafe table.normalize
            unsafe table.normalize = { shape, x, mean, factor, shift, y, microBatches in
                unsafe right(shape, x, mean, factor, mean, y, microBatches)
            }
        },
        Damage(kernel: "batch-norm gradient sums") { table in
            unsafe table.channelGradientSums = { _, _, _, _, _, _, _ in }
        },
        Damage(kernel: "batch-norm input gradient") { table in
            let right = unsafe table.normalizeBackward
            unsafe table.normalizeBackward = { shape, samples, x, dy, mean, factor, meanGradient, slope, dx in
                unsafe right(shape, samples, x, dy, mean, factor, slope, slope, dx)
            }
        },
        Damage(kernel: "dense forward") { table in
            let right = unsafe table.denseForward
            unsafe table.denseForward = { inputs, outputs, x, weights, bias, relu, range, y, microBatches in
                unsafe right(inputs - 1, outputs, x, weights, bias, relu, range, y, microBatches)
            }
        },
        Damage(kernel: "dense forward", how: "without relu") { table in
            let right = unsafe table.denseForward
            unsafe table.denseForward = { inputs, outputs, x, weights, bias, _, range, y, microBatches in
                unsafe right(inputs, outputs, x, weights, bias, false, range, y, microBatches)
            }
        },
        Damage(kernel: "dense input gradient") { table in
            unsafe table.denseInputGradient = { _, _, _, _, _, _, _ in }
        },
        Damage(kernel: "dense weight gradient") { table in
            let right = unsafe table.denseWeightGradient
            unsafe table.denseWeightGradient = { inputs, outputs, samples, x, dy, range, weights, bias in
                unsafe right(inputs, outputs, samples - 1, x, dy, range, weights, bias)
            }
        },
        Damage(kernel: "softmax cross-entropy") { table in
            let right = unsafe table.softmaxCrossEntropy
            unsafe table.softmaxCrossEntropy = { classes, logits, labels, count, _, scale, losses, correct, gradient in
                unsafe right(classes, logits, labels, count, 0.01, scale, losses, correct, gradient)
            }
        },
        Damage(kernel: "Adam first moment") { table in
            let right = unsafe table.adam
            unsafe table.adam = { parameters, gradients, first, second, step, count in
                var step = step
                step.oneMinusBeta1 += 1e-4
                unsafe right(parameters, gradients, first, second, step, count)
            }
        },
        Damage(kernel: "gather") { table in
            let right = unsafe table.gather
            unsafe table.gather = { pixels, bytes, indices, count, scale, offset, output in
                unsafe right(pixels, bytes, indices, count, scale.nextUp, offset, output)
            }
        },
    ]

    @Test(arguments: damages)
    func `names a wrong kernel`(damage: Damage) throws {
        var table = try Kernels.chosen().table
        damage.apply(&table)
        #expect(KernelCheck.faults(in: table).first?.kernel == damage.kernel)
    }

    @Test func `a number that is not one is wrong too`() throws {
        var table = try Kernels.chosen().table
        unsafe table.denseForward = { _, outputs, _, _, _, _, _, y, _ in unsafe y[outputs] = .nan }
        #expect(KernelCheck.faults(in: table).contains { $0.kernel == "dense forward" })
    }

    @Test func `a wrong table is not timed`() throws {
        var table = try Kernels.chosen().table
        unsafe table.denseInputGradient = { _, _, _, _, _, _, _ in }
        var told: [String] = []
        let refusal = #expect(throws: BenchmarkRefusal.self) {
            try Benchmark.run(BenchmarkSettings(), kernels: table) { told.append($0) }
        }
        #expect(told == ["checking the \(table.name) kernels"])
        let words = try #require(refusal).description
        #expect(words.hasPrefix("the \(table.name) kernels are wrong, and are not timed:\n"))
        #expect(words.contains("\n  dense input gradient (400 to 120, 21 samples): number 0 of 9600 is 0.0, not "))
    }
}
