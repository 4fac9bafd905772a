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

/// The sums of a convolution's weight gradient for neighbouring kernel columns and `Row.count` output channels, in
/// registers. A step holds the output gradients and streams the input's vectors past them.
protocol SumBlock {
    associatedtype Row: VectorRow

    static var columns: Int { get }

    /// Columns one vector apart, output channels `step` floats apart.
    init(loading source: Source, step: Int)

    /// Adds input · gradients for each column; column j's input is j vectors behind `input`.
    mutating func accumulate(_ input: Source, _ gradients: Row)

    /// The same for the columns `first ..< end` only.
    mutating func accumulate(_ input: Source, _ gradients: Row, first: Int, end: Int)

    func store(to destination: Destination, step: Int)
}

struct OneColumn<Row: VectorRow>: SumBlock {
    private var sums: Row

    static var columns: Int { @inline(__always) get { 1 } }

    @inline(__always) init(loading source: Source, step: Int) { sums = Row(loading: source, step: step) }

    @inline(__always) mutating func accumulate(_ input: Source, _ gradients: Row) {
        sums.accumulate(input.vector(at: 0), gradients)
    }

    @inline(__always) mutating func accumulate(_ input: Source, _ gradients: Row, first: Int, end: Int) {
        if first <= 0 && end > 0 { accumulate(input, gradients) }
    }

    @inline(__always) func store(to destination: Destination, step: Int) {
        sums.store(to: destination, step: step)
    }
}

/// `Base` and one kernel column behind it.
struct OneMoreColumn<Base: SumBlock>: SumBlock {
    private var base: Base
    private var last: OneColumn<Base.Row>

    static var columns: Int { @inline(__always) get { Base.columns &+ 1 } }

    @inline(__always) init(loading source: Source, step: Int) {
        base = Base(loading: source, step: step)
        last = OneColumn(loading: source &+ Base.columns &* laneCount, step: step)
    }

    @inline(__always) mutating func accumulate(_ input: Source, _ gradients: Base.Row) {
        base.accumulate(input, gradients)
        last.accumulate(input &+ Base.columns &* laneCount, gradients)
    }

    @inline(__always) mutating func accumulate(_ input: Source, _ gradients: Base.Row, first: Int, end: Int) {
        if first < Base.columns { base.accumulate(input, gradients, first: first, end: end) }
        if first <= Base.columns && Base.columns < end {
            last.accumulate(input &+ Base.columns &* laneCount, gradients)
        }
    }

    @inline(__always) func store(to destination: Destination, step: Int) {
        base.store(to: destination, step: step)
        last.store(to: destination &+ Base.columns &* laneCount, step: step)
    }
}

typealias TwoColumns<Row: VectorRow> = OneMoreColumn<OneColumn<Row>>
typealias ThreeColumns<Row: VectorRow> = OneMoreColumn<TwoColumns<Row>>
typealias FourColumns<Row: VectorRow> = OneMoreColumn<ThreeColumns<Row>>
typealias FiveColumns<Row: VectorRow> = OneMoreColumn<FourColumns<Row>>

/// Work on one block of sums, compiled once for each shape.
protocol SumBlockWork {
    func run<Block: SumBlock>(_ block: Block.Type)
}

extension SumBlockWork {
    /// Runs the code for `columns`, 1 … `BlockSizes.kernelColumns`, and `outputs`, 1 …
    /// `BlockSizes.outputChannels(columns:)`.
    @inline(__always) func run(columns: Int, outputs: Int) {
        switch (columns, outputs) {
        #if XRUN_FMA
            case (5, 2): run(FiveColumns<TwoVectors>.self)
            case (4, 2): run(FourColumns<TwoVectors>.self)
            case (3, 3): run(ThreeColumns<ThreeVectors>.self)
            case (3, 2): run(ThreeColumns<TwoVectors>.self)
            case (2, 4): run(TwoColumns<FourVectors>.self)
            case (2, 3): run(TwoColumns<ThreeVectors>.self)
            case (1, 7): run(OneColumn<SevenVectors>.self)
            case (1, 6): run(OneColumn<SixVectors>.self)
            case (1, 5): run(OneColumn<FiveVectors>.self)
            case (1, 4): run(OneColumn<FourVectors>.self)
        #endif
        case (5, _): run(FiveColumns<OneVector>.self)
        case (4, _): run(FourColumns<OneVector>.self)
        case (3, _): run(ThreeColumns<OneVector>.self)
        case (2, 2): run(TwoColumns<TwoVectors>.self)
        case (2, _): run(TwoColumns<OneVector>.self)
        case (_, 3): run(OneColumn<ThreeVectors>.self)
        case (_, 2): run(OneColumn<TwoVectors>.self)
        case (_, _): run(OneColumn<OneVector>.self)
        }
    }
}
