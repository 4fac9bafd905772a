extension [Double] {
    /// Of values in order the one in the middle, of two the later, so that it was measured; nil of nothing.
    var middle: Double? { dropFirst(count / 2).first }
}
