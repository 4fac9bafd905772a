import Experiment

/// How differences are written that are read beside each other: those of accuracies in points.
struct DifferenceNotation: Hashable, Sendable {
    /// Below, the usual decimals say too little of a difference.
    private static let smallDifference = 1e-3

    private let metric: Objective.Metric
    /// Of what is shown.
    private let digits: LossNotation
    /// Whether the numbers are too large for decimals.
    let isOfExplosion: Bool

    /// - Parameter size: of the largest number.
    init(of size: Double, _ objective: Objective) {
        metric = objective.metric
        switch metric {
        case .validationAccuracy: digits = .decimals(size == 0 || size.magnitude >= Self.smallDifference ? 2 : 4)
        // As many digits as four decimals leave of one that is ten times as large.
        case .validationLoss where (1e-4..<Self.smallDifference).contains(size.magnitude): digits = .decimals(5)
        case .validationLoss: digits = LossNotation(of: size, smallBelow: Self.smallDifference)
        }
        isOfExplosion = digits == .powerOfTen && size.magnitude > 1
    }

    /// Of a difference with the bounds of its interval: by the largest of them, unless that makes the difference itself
    /// nothing.
    init(of difference: Double, beside bounds: [Double], _ objective: Objective) {
        let size = bounds.reduce(difference.magnitude) { max($0, $1.magnitude) }
        let notation = DifferenceNotation(of: size, objective)
        let isLost = difference != 0 && Double(notation.text(difference)) == 0
        self = isLost ? DifferenceNotation(of: difference, objective) : notation
    }

    /// One for a whole column: the one with the most digits. What exploded keeps its own.
    /// - Parameter notations: of its cells.
    static func finest(_ notations: [DifferenceNotation]) -> DifferenceNotation? {
        notations.filter { !$0.isOfExplosion }.max { $0.fineness < $1.fineness }
    }

    private var fineness: Int {
        switch digits {
        case .decimals(let count): count
        case .powerOfTen: .max
        }
    }

    /// Without a sign: `8.67`, `0.1000`.
    func text(_ amount: Double) -> String {
        switch metric {
        case .validationAccuracy: digits.text(amount.magnitude * 100)
        case .validationLoss: digits.text(amount.magnitude)
        }
    }

    /// `+8.67`, `−0.1000`.
    func signed(_ amount: Double) -> String { (amount < 0 ? "−" : "+") + text(amount) }
}
