import KernelTypes

extension Lanes {
    /// Where a sample's number lies in (M, features, 8).
    static func place(_ sample: Int, _ feature: Int, of features: Int) -> Int {
        (sample / count * features + feature) * count + sample % count
    }
}
