package import Experiment
import Foundation

/// How a learning rate is read from the curve of a range test. Pure functions of the curve.
package enum SuggestionRule {
    /// Why a curve suggests nothing: one sentence.
    package struct NoSuggestion: Error, Hashable {
        package var reason: String
    }

    /// Where the smoothed loss falls steepest from one ladder step to the next, the first `skipBegin` and the last
    /// `skipEnd` points left out: the rule of PyTorch Lightning 0.7.6 to 2.5.2 (`lr_finder.py`, `suggestion`). The slope is
    /// NumPy's `gradient`: half the difference of the neighbours, one-sided at the ends.
    ///
    /// - Returns: an index into `curve`.
    package static func steepest(
        _ curve: [RangeTestOutcome.Point], skipBegin: Int, skipEnd: Int
    ) throws(NoSuggestion) -> Int {
        let losses = curve.dropLast(skipEnd).dropFirst(skipBegin).map(\.smoothedLoss)
        guard losses.count >= 2 else {
            throw NoSuggestion(
                reason: "the curve has \(curve.count) points, too few to read a slope from after the first \(skipBegin)"
                    + " and the last \(skipEnd) are left out; lower 'min' or raise 'steps'")
        }
        let slopes = losses.indices.map { index in
            if index == 0 { return losses[1] - losses[0] }
            if index == losses.count - 1 { return losses[index] - losses[index - 1] }
            return (losses[index + 1] - losses[index - 1]) / 2
        }
        // A constant loss, smoothed, wavers in its last bits.
        let roundingError = 1e-9 * losses.map(abs).reduce(0, max)
        guard let steepest = slopes.indices.min(by: { slopes[$0] < slopes[$1] }), slopes[steepest] < -roundingError
        else {
            throw NoSuggestion(reason: "the loss falls nowhere on the curve; raise 'max', or look at the model and its data")
        }
        return skipBegin + steepest
    }

    /// The rate with two significant digits: more would claim a precision that a ladder does not have.
    package static func rounded(_ rate: Double) -> Double {
        Double(String(format: "%.1e", rate)) ?? rate
    }
}
