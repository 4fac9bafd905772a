import Experiment
import Testing
import Training

/// A made-up landscape: the accuracy of a trial falls with the square of its distance from the best rate, in decades,
/// and above `cliff` every training diverges.
struct Landscape: TrialBench {
    var stepsLeft: Int
    /// log₁₀ of the best rate of a trial of so many steps.
    var best: (Int) -> Double
    var cliff = Double.infinity
    /// Accuracy lost per squared decade.
    var curvature = 0.3
    /// Accuracy at the best rate; chance is 0.1.
    var top = 0.8
    /// Accuracy far from the best rate.
    var floor = 0.1
    /// What chance adds to the accuracy at a rate.
    var chance: (Double) -> Double = { _ in 0 }
    /// By log₁₀ of the rate, where it does not follow the accuracy.
    var loss: ((Double) -> Double)?
    /// Standard error of that loss, by log₁₀ of the rate; none is told of without.
    var lossError: ((Double) -> Double)?
    /// The highest loss of a batch, by log₁₀ of the rate and the steps done; none is told of without.
    var peak: ((Double, Int) -> Double)?
    /// Steps after which a stop is requested.
    var stopAfter = Int.max
    private(set) var done: [Double: Int] = [:]
    private(set) var spent = 0
    private(set) var kept: Set<Double>?

    mutating func keep(only logRates: Set<Double>) { kept = logRates }

    init(stepsLeft: Int, best: @escaping (Int) -> Double) {
        self.stepsLeft = stepsLeft
        self.best = best
    }

    mutating func train(logRate: Double, to steps: Int) -> TrialState? {
        let before = done[logRate] ?? 0
        let diverges = logRate > cliff
        let now = diverges ? min(steps, 3) : steps
        done[logRate] = now
        spent += max(0, now - before)
        stepsLeft -= max(0, now - before)
        if spent > stopAfter { return nil }
        let distance = logRate - best(now)
        let merit = max(floor, top - curvature * distance * distance + chance(logRate))
        // ln 10 at chance, about 0.5 where eight of ten are right.
        let usual = 2.3 * PortableMath.exp(-2.1 * (merit - 0.1))
        let score = diverges ? nil : Score(loss: loss?(logRate) ?? usual, accuracy: min(1, merit))
        return TrialState(
            logRate: logRate, steps: now, score: score, judged: now * 32, peakLoss: peak?(logRate, now),
            lossError: lossError?(logRate))
    }
}

extension SweepReading {
    /// A sweep whose loss fell clearly, though not far: a tenth below a uniform guess's.
    static func around(_ center: Double) -> SweepReading {
        SweepReading(center: center, isClear: true, begin: 2.3, lowest: 2.07)
    }
}

extension TrialSearch {
    /// A search among ten classes that accuracy decides.
    init(
        _ optimizer: OptimizerSpec = .adam(), batchSize: Int = 64, hasBatchNorm: Bool = false, horizon: Int,
        ladder: FinderSettings = FinderSettings(), sweep: SweepReading?
    ) {
        self.init(
            optimizer: optimizer, batchSize: batchSize, hasBatchNorm: hasBatchNorm, horizon: horizon,
            objective: Objective(), classes: 10, ladder: ladder, sweep: sweep)
    }
}

/// The verdict that there must be.
func decide(_ search: inout TrialSearch, on bench: inout Landscape) throws -> TrialSearch.Verdict {
    let verdict = search.run(on: &bench)
    return try #require(verdict)
}
