/// Three nested loops over the terms of a sum, outermost first: what convolution and dense layers, forward and
/// backward, have in common. A loop of 0 rounds makes an empty sum.
struct Reduction {
    var outer: Loop
    var middle: Loop
    var inner: Loop

    /// One loop: how often, and how many floats the vectors and the weights move on each round.
    struct Loop {
        var rounds: Int
        var vectorStep: Int
        var weightStep: Int

        @inline(__always) init(_ rounds: Int, vectorStep: Int, weightStep: Int) {
            (self.rounds, self.vectorStep, self.weightStep) = (rounds, vectorStep, weightStep)
        }

        @inline(__always) static var once: Loop { Loop(1, vectorStep: 0, weightStep: 0) }
    }
}

extension OutputBlock {
    /// Adds the terms of `reduction` in order. `vectors` is the first term's vector of the first place; the second
    /// place's is `apart` floats behind. `weights` is the first term's weight of the first output.
    ///
    /// The trip counts stay variables: of a loop with a small constant count the optimizer makes straight code that
    /// loads ahead more than the registers hold. That no loop is empty is asked once: with a way around each loop the
    /// sums were seen to move to the stack.
    @inline(__always)
    mutating func accumulate(
        _ reduction: Reduction, vectors: Source, apart: Int, weights: Source, weightStep: Int
    ) {
        var reduction = reduction
        if reduction.inner.rounds == 1 && reduction.middle.rounds == 1 {
            // A 1 × 1 kernel: the long loop belongs innermost.
            (reduction.inner, reduction.outer) = (reduction.outer, .once)
        }
        guard reduction.outer.rounds > 0, reduction.middle.rounds > 0, reduction.inner.rounds > 0 else { return }
        var (outerVectors, outerWeights) = (vectors, weights)
        var outer = reduction.outer.rounds
        repeat {
            var (middleVectors, middleWeights) = (outerVectors, outerWeights)
            var middle = reduction.middle.rounds
            repeat {
                var (x, w) = (middleVectors, middleWeights)
                var inner = reduction.inner.rounds
                repeat {
                    accumulate(x.vector(at: 0), x.vector(at: apart), w, weightStep)
                    x = x &+ reduction.inner.vectorStep
                    w = w &+ reduction.inner.weightStep
                    inner &-= 1
                } while inner > 0
                middleVectors = middleVectors &+ reduction.middle.vectorStep
                middleWeights = middleWeights &+ reduction.middle.weightStep
                middle &-= 1
            } while middle > 0
            outerVectors = outerVectors &+ reduction.outer.vectorStep
            outerWeights = outerWeights &+ reduction.outer.weightStep
            outer &-= 1
        } while outer > 0
    }
}
