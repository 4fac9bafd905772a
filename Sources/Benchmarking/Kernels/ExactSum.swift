/// A sum in Double, and how far the same sum in Float may be off.
struct ExactSum {
    private(set) var value = 0.0
    /// Σ |term|
    private var magnitude = 0.0
    private var terms = 0

    init(_ first: Float = 0) { add(Double(first)) }

    mutating func add(_ term: Double) {
        value += term
        magnitude += term.magnitude
        terms += 1
    }

    mutating func add(_ a: Float, times b: Float) { add(Double(a) * Double(b)) }

    /// Each of n roundings is off by up to half an ulp of a partial sum ≤ Σ |term|, and independent errors add up like
    /// √n: four deviations, and two roundings more for products that are rounded on their own.
    var tolerance: Double {
        4 * (Double(terms).squareRoot() + 2) * Double(Float.ulpOfOne) / 2 * magnitude
    }
}
