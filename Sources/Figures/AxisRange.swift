import Glibc

/// The stretch of numbers that an axis shows, and where on it a number lies.
package struct AxisRange: Equatable {
    package let scale: Axis.Scale
    /// Finite, `low < high`; positive on a logarithmic axis.
    package let low: Double
    package let high: Double

    /// The range for `values`, with a margin of `margin` times the span on either side. Values that the axis cannot
    /// show are left out; without any the range is 0 … 1, or 1 … 10 on a logarithmic axis.
    package init(_ axis: Axis, values: [Double], margin: Double) {
        scale = axis.scale
        let shown = values.filter { Self.canShow($0, on: axis.scale) }
        let bounds: (low: Double, high: Double)? =
            switch axis.extent {
            case .all: Self.extremes(of: shown)
            case .withoutExplosions(let factor, let usual, let kept):
                Self.extremes(of: Self.withoutExplosions(shown, factor: factor, usual: usual, kept: kept))
            }
        switch axis.scale {
        case .linear:
            // First within what leaves room for a margin: beyond it all values are one, a flat line.
            let limit = Double.greatestFiniteMagnitude / 4
            func limited(_ value: Double) -> Double { min(max(value, -limit), limit) }
            var (low, high) = bounds.map { (limited($0.low), limited($0.high)) } ?? (0, 1)
            // Halves, so that a span of the whole number range stays finite. A span too small for the numbers'
            // own precision is none: a flat line gets a range around it.
            let magnitude = max(abs(low), abs(high))
            if high / 2 - low / 2 <= max(magnitude * 1e-9, 1e-290) {
                let around = magnitude > 1e-290 ? magnitude * 0.05 : 1
                (low, high) = (low - around, high + around)
            }
            let extra = (high - low) * margin
            self.low = low - extra
            self.high = high + extra
        case .logarithmic:
            // Decades of the normal numbers, one spare on either side.
            func exponent(_ value: Double) -> Double { min(max(log10(value), -306), 307) }
            var (low, high) = bounds.map { (exponent($0.low), exponent($0.high)) } ?? (0, 1)
            if high - low < 1e-3 { (low, high) = (low - 0.5, high + 0.5) }
            let extra = (high - low) * margin
            self.low = pow(10, max(low - extra, -307))
            self.high = pow(10, min(high + extra, 308))
        }
    }

    /// 0 at `low`, 1 at `high`, outside that beyond them; nil for what the axis cannot show.
    package func position(of value: Double) -> Double? {
        guard Self.canShow(value, on: scale) else { return nil }
        return switch scale {
        case .linear: (value / 2 - low / 2) / (high / 2 - low / 2)
        case .logarithmic: (log10(value) - log10(low)) / (log10(high) - log10(low))
        }
    }

    package func contains(_ value: Double) -> Bool { low <= value && value <= high }

    private static func canShow(_ value: Double, on scale: Axis.Scale) -> Bool {
        switch scale {
        case .linear: value.isFinite
        case .logarithmic: value.isFinite && value > 0
        }
    }

    private static func extremes(of values: [Double]) -> (low: Double, high: Double)? {
        guard let low = values.min(), let high = values.max() else { return nil }
        return (low, high)
    }

    /// See `Axis.Extent.withoutExplosions`.
    private static func withoutExplosions(
        _ values: [Double], factor: Double, usual share: Axis.Share, kept: Double?
    ) -> [Double] {
        let sorted = values.sorted()
        guard let lowest = sorted.first else { return [] }
        let lowerHalf = max(sorted[(sorted.count - 1) / 2] - lowest, lowest.magnitude, 1)
        let reach: Double
        switch share {
        case .half: reach = factor * lowerHalf
        case .threeQuarters:
            let farthest = 10 * lowerHalf
            let usual = sorted[(3 * sorted.count - 1) / 4] - lowest
            // The usual ones on one level: what differs from it is what there is to see.
            reach = usual > 0 ? min(factor * usual, farthest) : farthest
        }
        return sorted.filter { $0 - lowest <= reach || $0 <= kept ?? lowest }
    }
}
