/// The sums of `count` consecutive outputs at two places (the second `apart` floats behind the first), held in
/// registers through a reduction. A wider block is a narrower one and one output more, so that every sum is a stored
/// property with a name: that is what the optimizer keeps in registers.
protocol OutputBlock {
    static var count: Int { get }

    /// Every sum is 0.
    init()

    /// Output j starts at `bias[j]`, at both places.
    init(bias: Source)

    /// Goes on from sums that were stored, outputs `step` floats apart.
    init(resuming sums: Source, apart: Int, step: Int)

    /// Adds x · w: one vector for each place, one weight for each output, weights `weightStep` floats apart.
    mutating func accumulate(_ first: Vector, _ second: Vector, _ weights: Source, _ weightStep: Int)

    mutating func clampAtZero()

    func store(to sums: Destination, apart: Int, step: Int)
}

struct OneOutput: OutputBlock {
    private var first: Vector
    private var second: Vector

    static var count: Int { @inline(__always) get { 1 } }

    @inline(__always) init() { (first, second) = (Vector(), Vector()) }

    @inline(__always) init(bias: Source) {
        let start = Vector(repeating: bias[0])
        (first, second) = (start, start)
    }

    @inline(__always) init(resuming sums: Source, apart: Int, step: Int) {
        (first, second) = (sums.vector(at: 0), sums.vector(at: apart))
    }

    @inline(__always)
    mutating func accumulate(_ first: Vector, _ second: Vector, _ weights: Source, _ weightStep: Int) {
        let weight = Vector(repeating: weights[0])
        self.first = multiplyAdd(first, weight, self.first)
        self.second = multiplyAdd(second, weight, self.second)
    }

    @inline(__always) mutating func clampAtZero() {
        (first, second) = (first.clampedAtZero, second.clampedAtZero)
    }

    @inline(__always) func store(to sums: Destination, apart: Int, step: Int) {
        sums.store(first, at: 0)
        sums.store(second, at: apart)
    }
}

/// `Base` and one output behind it.
struct OneMore<Base: OutputBlock>: OutputBlock {
    private var base: Base
    private var last: OneOutput

    static var count: Int { @inline(__always) get { Base.count &+ 1 } }

    @inline(__always) init() { (base, last) = (Base(), OneOutput()) }

    @inline(__always) init(bias: Source) {
        (base, last) = (Base(bias: bias), OneOutput(bias: bias &+ Base.count))
    }

    @inline(__always) init(resuming sums: Source, apart: Int, step: Int) {
        base = Base(resuming: sums, apart: apart, step: step)
        last = OneOutput(resuming: sums &+ Base.count &* step, apart: apart, step: step)
    }

    @inline(__always)
    mutating func accumulate(_ first: Vector, _ second: Vector, _ weights: Source, _ weightStep: Int) {
        base.accumulate(first, second, weights, weightStep)
        last.accumulate(first, second, weights &+ Base.count &* weightStep, weightStep)
    }

    @inline(__always) mutating func clampAtZero() {
        base.clampAtZero()
        last.clampAtZero()
    }

    @inline(__always) func store(to sums: Destination, apart: Int, step: Int) {
        base.store(to: sums, apart: apart, step: step)
        last.store(to: sums &+ Base.count &* step, apart: apart, step: step)
    }
}

typealias TwoOutputs = OneMore<OneOutput>
typealias ThreeOutputs = OneMore<TwoOutputs>
typealias FourOutputs = OneMore<ThreeOutputs>
typealias FiveOutputs = OneMore<FourOutputs>
typealias SixOutputs = OneMore<FiveOutputs>

/// Work on one block of outputs, compiled once for each width.
protocol OutputBlockWork {
    func run<Block: OutputBlock>(_ block: Block.Type)
}

extension OutputBlockWork {
    /// Runs the code for `width` outputs, 1 … `BlockSizes.outputs`.
    @inline(__always) func run(width: Int) {
        switch width {
        #if XRUN_FMA
            case 6: run(SixOutputs.self)
            case 5: run(FiveOutputs.self)
            case 4: run(FourOutputs.self)
            case 3: run(ThreeOutputs.self)
        #endif
        case 2: run(TwoOutputs.self)
        case 1: run(OneOutput.self)
        default: preconditionFailure("no code for this block")
        }
    }
}
