/// `count` vectors in registers: the output gradients of that many output channels at one position, or as many sums.
/// Built one by one like `OutputBlock`.
protocol VectorRow {
    static var count: Int { get }

    /// Vectors `step` floats apart.
    init(loading source: Source, step: Int)

    mutating func add(_ other: Self)

    /// Adds x · other.
    mutating func accumulate(_ x: Vector, _ other: Self)

    func store(to destination: Destination, step: Int)
}

struct OneVector: VectorRow {
    private var vector: Vector

    static var count: Int { @inline(__always) get { 1 } }

    @inline(__always) init(loading source: Source, step: Int) { vector = source.vector(at: 0) }

    @inline(__always) mutating func add(_ other: OneVector) { vector += other.vector }

    @inline(__always) mutating func accumulate(_ x: Vector, _ other: OneVector) {
        vector = multiplyAdd(x, other.vector, vector)
    }

    @inline(__always) func store(to destination: Destination, step: Int) { destination.store(vector, at: 0) }
}

/// `Base` and one vector behind it.
struct OneMoreVector<Base: VectorRow>: VectorRow {
    private var base: Base
    private var last: OneVector

    static var count: Int { @inline(__always) get { Base.count &+ 1 } }

    @inline(__always) init(loading source: Source, step: Int) {
        base = Base(loading: source, step: step)
        last = OneVector(loading: source &+ Base.count &* step, step: step)
    }

    @inline(__always) mutating func add(_ other: OneMoreVector) {
        base.add(other.base)
        last.add(other.last)
    }

    @inline(__always) mutating func accumulate(_ x: Vector, _ other: OneMoreVector) {
        base.accumulate(x, other.base)
        last.accumulate(x, other.last)
    }

    @inline(__always) func store(to destination: Destination, step: Int) {
        base.store(to: destination, step: step)
        last.store(to: destination &+ Base.count &* step, step: step)
    }
}

typealias TwoVectors = OneMoreVector<OneVector>
typealias ThreeVectors = OneMoreVector<TwoVectors>
typealias FourVectors = OneMoreVector<ThreeVectors>
typealias FiveVectors = OneMoreVector<FourVectors>
typealias SixVectors = OneMoreVector<FiveVectors>
typealias SevenVectors = OneMoreVector<SixVectors>

/// The sums of a convolution's weight gradient for `taps` weights, which read as many vectors of the input, and
/// `Row.count` output channels, in registers. A step holds the output gradients and streams the input past them.
protocol SumBlock {
    associatedtype Row: VectorRow

    static var taps: Int { get }

    /// Taps `tapStep` floats apart, output channels `step`.
    init(loading source: Source, tapStep: Int, step: Int)

    /// Adds input · gradients for each tap; the inputs are `tapStep` floats apart.
    mutating func accumulate(_ input: Source, tapStep: Int, _ gradients: Row)

    func store(to destination: Destination, tapStep: Int, step: Int)
}

struct OneTap<Row: VectorRow>: SumBlock {
    private var sums: Row

    static var taps: Int { @inline(__always) get { 1 } }

    @inline(__always) init(loading source: Source, tapStep: Int, step: Int) {
        sums = Row(loading: source, step: step)
    }

    @inline(__always) mutating func accumulate(_ input: Source, tapStep: Int, _ gradients: Row) {
        sums.accumulate(input.vector(at: 0), gradients)
    }

    @inline(__always) func store(to destination: Destination, tapStep: Int, step: Int) {
        sums.store(to: destination, step: step)
    }
}

/// `Base` and one tap behind it.
struct OneMoreTap<Base: SumBlock>: SumBlock {
    private var base: Base
    private var last: OneTap<Base.Row>

    static var taps: Int { @inline(__always) get { Base.taps &+ 1 } }

    @inline(__always) init(loading source: Source, tapStep: Int, step: Int) {
        base = Base(loading: source, tapStep: tapStep, step: step)
        last = OneTap(loading: source &+ Base.taps &* tapStep, tapStep: tapStep, step: step)
    }

    @inline(__always) mutating func accumulate(_ input: Source, tapStep: Int, _ gradients: Base.Row) {
        base.accumulate(input, tapStep: tapStep, gradients)
        last.accumulate(input &+ Base.taps &* tapStep, tapStep: tapStep, gradients)
    }

    @inline(__always) func store(to destination: Destination, tapStep: Int, step: Int) {
        base.store(to: destination, tapStep: tapStep, step: step)
        last.store(to: destination &+ Base.taps &* tapStep, tapStep: tapStep, step: step)
    }
}

typealias TwoTaps<Row: VectorRow> = OneMoreTap<OneTap<Row>>
typealias ThreeTaps<Row: VectorRow> = OneMoreTap<TwoTaps<Row>>
typealias FourTaps<Row: VectorRow> = OneMoreTap<ThreeTaps<Row>>
typealias FiveTaps<Row: VectorRow> = OneMoreTap<FourTaps<Row>>

/// Work on one block of sums, compiled once for each shape.
protocol SumBlockWork {
    func run<Block: SumBlock>(_ block: Block.Type)
}

extension SumBlockWork {
    /// Runs the code for `taps`, 0 … `BlockSizes.taps`, and `outputs`, 1 … `BlockSizes.outputChannels(taps:)`.
    @inline(never) func run(taps: Int, outputs: Int) {
        switch (taps, outputs) {
        case (0, _): return
        #if XRUN_FMA
            case (5, 2): run(FiveTaps<TwoVectors>.self)
            case (4, 2): run(FourTaps<TwoVectors>.self)
            case (3, 3): run(ThreeTaps<ThreeVectors>.self)
            case (3, 2): run(ThreeTaps<TwoVectors>.self)
            case (2, 4): run(TwoTaps<FourVectors>.self)
            case (2, 3): run(TwoTaps<ThreeVectors>.self)
            case (1, 7): run(OneTap<SevenVectors>.self)
            case (1, 6): run(OneTap<SixVectors>.self)
            case (1, 5): run(OneTap<FiveVectors>.self)
            case (1, 4): run(OneTap<FourVectors>.self)
        #endif
        case (5, 1): run(FiveTaps<OneVector>.self)
        case (4, 1): run(FourTaps<OneVector>.self)
        case (3, 1): run(ThreeTaps<OneVector>.self)
        case (2, 2): run(TwoTaps<TwoVectors>.self)
        case (2, 1): run(TwoTaps<OneVector>.self)
        case (1, 3): run(OneTap<ThreeVectors>.self)
        case (1, 2): run(OneTap<TwoVectors>.self)
        case (1, 1): run(OneTap<OneVector>.self)
        default: preconditionFailure("no code for this block")
        }
    }
}
